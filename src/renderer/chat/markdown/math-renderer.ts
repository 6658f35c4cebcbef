import { render } from 'katex'
// oxlint-disable-next-line import/no-unassigned-import -- styles and fonts, loaded with the first formula
import 'katex/dist/katex.min.css'

export type RenderFormula = (element: HTMLElement, tex: string, display: boolean) => boolean

/** Longer or deeper than this, or with more commands and cells, takes the page too long; no one writes such formulas. */
const LONGEST_CHARS = 3_000
const DEEPEST = 40
const MOST_COMMANDS = 500
/**
 * Own macros could grow without end, and some commands write to the console. Links, images and styles are not ours to
 * trust; without them the formula would not say what it says.
 */
const REFUSED =
  /\\(?:[gex]?def|(?:future)?let|(?:re|provide)?newcommand|providecommand|renewcommand|global|long|message|errmessage|show|href|url|includegraphics|html[A-Za-z]+)(?![A-Za-z])/

/** Draws TeX into an element, through the DOM alone. False when it is no TeX we draw: then nothing is there. */
export function renderFormula(element: HTMLElement, tex: string, display: boolean): boolean {
  if (!isDrawable(tex)) return false
  try {
    render(tex, element, {
      displayMode: display,
      throwOnError: true,
      // No links, no images, no classes or styles of its own.
      trust: false,
      strict: 'ignore',
      maxExpand: 500,
      maxSize: 20,
      // Both would be written as style attributes, which the page's policy forbids.
      macros: { '\\pmb': '\\boldsymbol', '\\fcolorbox': '\\@secondoftwo{#1}{\\colorbox{#2}{#3}}' },
    })
    return true
  } catch {
    element.replaceChildren()
    return false
  }
}

function isDrawable(tex: string): boolean {
  if (tex.length > LONGEST_CHARS || REFUSED.test(tex)) return false
  let depth = 0
  let commands = 0
  for (const char of tex) {
    if (char === '{' || char === '[' || char === '(') depth++
    else if (char === '}' || char === ']' || char === ')') depth--
    else if (char === '\\' || char === '&' || char === '^' || char === '_') commands++
    if (depth > DEEPEST || commands > MOST_COMMANDS) return false
  }
  return true
}

/** The faces nearly every formula needs, so that the first one is drawn in its final shape. */
export async function fontsReady(): Promise<void> {
  const faces = ['1em KaTeX_Main', 'italic 1em KaTeX_Math', '1em KaTeX_Size1', '1em KaTeX_Size2']
  const { fonts } = document as Partial<Document>
  if (fonts) await Promise.allSettled(faces.map((face) => fonts.load(face)))
}
