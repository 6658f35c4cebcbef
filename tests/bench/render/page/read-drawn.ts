import type { Drawn } from './measured.ts'

/** What an answer consists of, as drawn. */
export function readDrawn(answer: Element, furniture: string): Drawn {
  const count = (selector: string): number => answer.querySelectorAll(selector).length
  return {
    h2: count('h2'),
    pre: count('pre'),
    table: count('table'),
    li: count('li'),
    characters: shownCharacters(answer, furniture).length,
    colours: count('pre code span:not([class*="_lines_"])'),
  }
}

/** The text of the answer alone, without its blanks. */
function shownCharacters(answer: Element, furniture: string): string {
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node instanceof Element) {
      return furniture !== '' && node.matches(furniture) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP
    }
    return NodeFilter.FILTER_ACCEPT
  })
  let text = ''
  while (walker.nextNode()) text += walker.currentNode.nodeValue ?? ''
  return text.replace(/\s+/g, '')
}
