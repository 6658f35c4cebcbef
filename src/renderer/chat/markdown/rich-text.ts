import type { Token, Tokens } from 'marked'
import type { AnswerToken, LexedToken } from './answer-token.ts'
import { decodeReferences } from './character-references.ts'
import { IncrementalDocument } from './incremental-document.ts'
import { inlineText } from './inline-text.ts'
import { hostOf, safeUrl } from './safe-url.ts'

/**
 * An answer as HTML for the clipboard: what the page shows, without its looks. Formulas are their source. An image stays a
 * word here as well: whoever pastes it would fetch it.
 */
export function richText(markdown: string): string {
  const document = new IncrementalDocument()
  document.append(markdown)
  document.finish()
  return document.blocks.map(({ token }) => block(token)).join('\n')
}

function block(token: AnswerToken): string {
  switch (token.type) {
    case 'space':
    case 'def':
      return ''
    case 'paragraph':
      return element('p', inline(token.tokens))
    case 'heading':
      return token.tokens.length === 0 ? '' : element(`h${token.depth}`, inline(token.tokens))
    case 'text':
      return inline(token.tokens ?? [token])
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ '
    case 'code':
      return element('pre', element('code', escaped(token.text)))
    case 'blockquote':
      return element('blockquote', blocks(token.tokens))
    case 'list':
      return list(token)
    case 'table':
      return table(token)
    case 'hr':
      return '<hr>'
    case 'math':
      return element('p', escaped(token.raw.trim()))
    case 'open_code':
    case 'open_list':
    case 'open_table':
    case 'open_paragraph':
      throw new Error('A finished document has no open blocks')
    default:
      return element('p', escaped(token.raw.replace(/\n+$/, '')).replaceAll('\n', '<br>'))
  }
}

function blocks(tokens: readonly Token[]): string {
  return tokens.map((token) => block(token as LexedToken)).join('')
}

function list(token: Tokens.List): string {
  const items = token.items.map((item) => element('li', blocks(item.tokens))).join('')
  if (!token.ordered) return element('ul', items)
  return token.start === '' || token.start === 1
    ? element('ol', items)
    : `<ol start="${token.start}">${items}</ol>`
}

function table({ header, rows }: Tokens.Table): string {
  const row = (cells: readonly Tokens.TableCell[]): string => element('tr', cells.map(cell).join(''))
  return element('table', element('thead', row(header)) + element('tbody', rows.map(row).join('')))
}

function cell({ header, align, tokens }: Tokens.TableCell): string {
  const name = header ? 'th' : 'td'
  return `<${name}${align ? ` align="${align}"` : ''}>${inline(tokens)}</${name}>`
}

function inline(tokens: readonly Token[] | undefined): string {
  return tokens?.map((token) => inlineNode(token as LexedToken)).join('') ?? ''
}

function inlineNode(token: LexedToken): string {
  switch (token.type) {
    case 'text':
      return 'tokens' in token && token.tokens ? inline(token.tokens) : escaped(decodeReferences(token.text))
    case 'escape':
      return escaped(token.text)
    case 'strong':
    case 'em':
    case 'del':
      return element(token.type, inline(token.tokens))
    case 'codespan':
      return element('code', escaped(token.text))
    case 'br':
      return '<br>'
    case 'link':
      return link(token)
    case 'image':
      return escaped(imageWords(token))
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ '
    default:
      return escaped(token.raw)
  }
}

function link(token: Tokens.Link): string {
  const url = safeUrl(token.autolink ? token.href : decodeReferences(token.href))
  const label = token.autolink ? escaped(token.text) : inline(token.tokens)
  return url === null ? label : `<a href="${escaped(url)}">${label}</a>`
}

/** What stands for an image that is not fetched: what it is said to show, and whose it is. */
export function imageWords(image: Tokens.Image): string {
  const host = hostOf(decodeReferences(image.href))
  const alt = inlineText(image.tokens).trim()
  return `Image${alt ? `: ${alt}` : ''}${host ? ` (${host})` : ''}`
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char)
}
