/** Code and tables scroll inside themselves. What comes into view there stands this far from their edge. */
const MARGIN_PX = 24

/** Scrolls whatever scrolls between the place and the list, only where the place itself is not seen, and only as far as it must. */
export function revealInside(place: Range, list: Element): void {
  let at = place.startContainer.parentElement
  for (; at && at !== list; at = at.parentElement) if (scrolls(at)) bringInto(at, place)
}

function scrolls(element: Element): boolean {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element
  if (scrollWidth <= clientWidth && scrollHeight <= clientHeight) return false
  return /auto|scroll/.test(getComputedStyle(element).overflow)
}

function bringInto(frame: Element, place: Range): void {
  // A place over several lines begins in its first.
  const seen = place.getClientRects()[0] ?? place.getBoundingClientRect()
  const { left, top } = frame.getBoundingClientRect()
  const [from_x, from_y] = [left + frame.clientLeft, top + frame.clientTop]
  frame.scrollLeft += lacking(seen.left - from_x, seen.right - from_x, frame.clientWidth)
  frame.scrollTop += lacking(seen.top - from_y, seen.bottom - from_y, frame.clientHeight)
}

/** How far to scroll so that what lies from `start` to `end` is seen; 0 when it is. Of what is too large, its beginning. */
function lacking(start: number, end: number, room: number): number {
  if (start >= 0 && end <= room) return 0
  const margin = Math.max(0, Math.min(MARGIN_PX, (room - (end - start)) / 2))
  return start < 0 || end - start > room ? start - margin : end - room + margin
}
