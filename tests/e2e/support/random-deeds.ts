import type { Page } from '@playwright/test'
import { PseudoRandom } from '../../support/pseudo-random.ts'
import type { ChatPage } from './chat-page.ts'

/** What may happen around a reader. `look` is theirs: they scroll, and look at another line from then on. */
const DEEDS = ['look', 'narrower', 'lower', 'above', 'below', 'fold', 'page', 'wait'] as const
type Deed = (typeof DEEDS)[number]

/** Does what a seed says, and measures after each deed how far the line that is looked at was moved. */
export async function randomDeeds(
  chat: ChatPage,
  { seed, count }: { seed: number; count: number },
): Promise<{ worst_px: number; deeds: Record<Deed, number> }> {
  const numbers = new PseudoRandom(seed)
  const { page } = chat
  const deeds = Object.fromEntries(DEEDS.map((deed) => [deed, 0])) as Record<Deed, number>
  let worst_px = 0
  await page.locator('[data-scroller]').hover()
  await look(page, -700)
  for (let n = 0; n < count; n++) {
    const deed = DEEDS[Math.floor(numbers.next() * DEEDS.length)] ?? 'wait'
    deeds[deed]++
    const amount = numbers.next()
    if (deed === 'look') {
      await look(page, (amount - 0.6) * 3_000)
      continue
    }
    if (deed === 'narrower' || deed === 'lower') {
      const [width, height] = deed === 'narrower' ? [700 + 500 * amount, 820] : [1_180, 600 + 300 * amount]
      await page.setViewportSize({ width: Math.round(width), height: Math.round(height) })
    } else await happen(page, deed, amount)
    const off_px = await offBy(page)
    if (Math.abs(off_px) > Math.abs(worst_px)) {
      worst_px = Math.abs(off_px)
      if (worst_px >= 1)
        console.log(`deed ${n}, ${deed} ${amount.toFixed(3)}: off by ${off_px.toFixed(2)} px`)
    }
  }
  return { worst_px, deeds }
}

/** Scrolls as a hand does, then looks at the first whole line. */
async function look(page: Page, by: number): Promise<void> {
  await page.mouse.wheel(0, by)
  await page.locator('[data-scroller]').evaluate(async (box) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    let still = 0
    for (let before = Number.NaN; still < 6; before = box.scrollTop) {
      await frame()
      still = box.scrollTop === before ? still + 1 : 0
    }
    // Away from the end, where a higher window has nothing to show below and the text has to come down.
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 1_200) {
      box.scrollTop = box.scrollHeight - box.clientHeight - 1_600
      for (let frames = 0; frames < 6; frames++) await frame()
    }
    // The beginning of the first whole line of words. Code is coloured in its own time, which makes other nodes of it.
    const { top } = box.getBoundingClientRect()
    const firstLine = (): { range: Range; at: number } | null => {
      const articles = [...box.querySelectorAll('article')].map((one) => one.getBoundingClientRect())
      for (let y = top + 2; y < top + 400; y += 8) {
        const around = articles.find((rect) => rect.bottom > y)
        const found = around && document.caretPositionFromPoint(around.left + 48, Math.max(y, around.top + 2))
        const node = found?.offsetNode
        if (!found || !(node instanceof Text) || node.length === 0) continue
        if (!node.parentElement?.closest('[data-part]')) continue
        const range = document.createRange()
        range.setStart(node, Math.min(found.offset, node.length - 1))
        range.setEnd(node, Math.min(found.offset, node.length - 1) + 1)
        const [rect] = range.getClientRects()
        if (rect && rect.top >= top)
          return node.parentElement.closest('figure, button') ? null : { range, at: rect.top - top }
      }
      return null
    }
    for (let tries = 0; tries < 40; tries++) {
      const looked = firstLine()
      if (looked) return void Object.assign(window, { looked })
      box.scrollTop -= 60
      for (let frames = 0; frames < 4; frames++) await frame()
    }
    throw new Error('there is nothing to look at')
  })
}

/** Once nothing is under way any more: how far below the line is where it was. */
function offBy(page: Page): Promise<number> {
  return page.locator('[data-scroller]').evaluate(async (box) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let frames = 0; frames < 4; frames++) await frame()
    const { looked } = window as unknown as { looked: { range: Range; at: number } }
    const [rect] = looked.range.getClientRects()
    if (!rect) throw new Error('the line that was looked at is gone')
    return rect.top - box.getBoundingClientRect().top - looked.at
  })
}

/** Changes what lies above or below what is seen, as pictures that load, text that is unfolded and pages that come do. */
function happen(page: Page, deed: Deed, amount: number): Promise<void> {
  return page.locator('[data-scroller]').evaluate(
    (box, [what, much]) => {
      const { top, bottom } = box.getBoundingClientRect()
      const articles = [...box.querySelectorAll<HTMLElement>('article')]
      const pick = (some: readonly HTMLElement[]): HTMLElement | undefined =>
        some[Math.floor(much * 997) % Math.max(1, some.length)]
      if (what === 'above' || what === 'below') {
        const there = articles.filter((one) => {
          const rect = one.getBoundingClientRect()
          return what === 'above' ? rect.bottom < top : rect.top > bottom
        })
        const part = pick(there)?.querySelector<HTMLElement>('[data-part]')
        if (part) part.style.paddingBottom = `${Math.round(much * 400)}px`
      } else if (what === 'fold') {
        pick([...box.querySelectorAll<HTMLElement>('[data-unfold]')])?.click()
      } else if (what === 'page') box.querySelector<HTMLElement>('[data-earlier]')?.click()
    },
    [deed, amount] as const,
  )
}
