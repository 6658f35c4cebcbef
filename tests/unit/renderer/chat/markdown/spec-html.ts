import { Marked, Parser, Renderer, type Token, type Tokens } from 'marked'
import { decodeReferences } from '../../../../../src/renderer/chat/markdown/character-references.ts'
import { IncrementalDocument } from '../../../../../src/renderer/chat/markdown/incremental-document.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text as the window shows it: references are decoded by us, not by a browser. */
class SpecRenderer extends Renderer {
  override text(token: Tokens.Text | Tokens.Escape): string {
    if ('tokens' in token && token.tokens) return this.parser.parseInline(token.tokens)
    return escaped(token.type === 'escape' ? token.text : decodeReferences(token.text))
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (char) => ESCAPES[char] ?? char)
}

/** What a finished document holds as the HTML the specifications write, addresses and raw HTML let through. */
export function specHtml(text: string): string {
  const document = new IncrementalDocument(() => 0)
  document.append(text)
  document.finish()
  const tokens = document.blocks.map(({ token }) => token) as Token[]
  const { defaults } = new Marked()
  return new Parser({ ...defaults, renderer: new SpecRenderer() }).parse(tokens.map(withoutMath))
}

/** No example of the specifications means a formula; one that holds dollars is compared by its source. */
function withoutMath(token: Token): Token {
  return JSON.parse(
    JSON.stringify(token, (_, value: unknown) =>
      isMath(value) ? { type: 'text', raw: value.raw, text: value.raw, escaped: false } : value,
    ),
  ) as Token
}

function isMath(value: unknown): value is { raw: string } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'math'
}

/** HTML in one spelling: parsed, without the white space between blocks that no one sees. */
export function normalized(html: string): string {
  const body = new DOMParser().parseFromString(`<body>${html}`, 'text/html').body
  for (const box of body.querySelectorAll('input')) box.removeAttribute('disabled')
  // Ours encodes an address when it is opened.
  for (const link of body.querySelectorAll('a[href]')) {
    const href = link.getAttribute('href') ?? ''
    if (/[^\p{ASCII}]/u.test(href)) link.setAttribute('href', encodeURI(href).replaceAll('%25', '%'))
  }
  clean(body, false)
  return body.innerHTML.trim()
}

const BLOCKS = new Set(
  'ADDRESS BLOCKQUOTE BODY DIV H1 H2 H3 H4 H5 H6 HR LI OL P PRE TABLE TBODY TD TH THEAD TR UL'.split(' '),
)

function clean(element: Element, preformatted: boolean): void {
  for (const child of element.childNodes) {
    if (child instanceof Element) clean(child, preformatted || child.tagName === 'PRE')
    else if (child instanceof Text && !preformatted) {
      let text = child.data.replace(/\s+/g, ' ')
      if (edge(child.previousSibling, element)) text = text.trimStart()
      if (edge(child.nextSibling, element)) text = text.trimEnd()
      child.data = text
    }
  }
}

function edge(sibling: ChildNode | null, parent: Element): boolean {
  if (sibling === null) return BLOCKS.has(parent.tagName)
  return sibling instanceof Element && (BLOCKS.has(sibling.tagName) || sibling.tagName === 'BR')
}
