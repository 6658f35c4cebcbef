import katex from 'katex'
import 'katex/dist/katex.min.css'

export type RenderFormula = (element: HTMLElement, tex: string, display: boolean) => boolean

/** Longer or deeper than this takes the page too long; no one writes such formulas. */
const LONGEST_CHARS = 8_192
const DEEPEST = 40
/** No formula needs more cells or marks than this to be read. */
const MOST_MARKS = 1_000
/** Own macros could grow without end; without them every command has a known cost. */
const DEFINING =
  /\\(?:[gex]?def|let|futurelet|(?:re|provide)?newcommand|newenvironment|global|long|char|providecommand|renewcommand|DeclareMathOperator)(?![A-Za-z])/

/** Draws TeX into an element, through the DOM alone. False when it is no TeX we draw: then nothing is there. */
export function renderFormula(element: HTMLElement, tex: string, display: boolean): boolean {
  if (!isDrawable(tex)) return false
  try {
    katex.render(tex, element, {
      displayMode: display,
      throwOnError: true,
      // No links, no images, no classes or styles of its own.
      trust: false,
      strict: 'ignore',
      maxExpand: 500,
      maxSize: 20,
      // Both would be written as style attributes, which the page's policy forbids.
      macros: { '\\pmb': '\\boldsymbol', '\\fcolorbox': '\\colorbox{#2}{#3}' },
    })
    return true
  } catch {
    element.replaceChildren()
    return false
  }
}

function isDrawable(tex: string): boolean {
  if (tex.length > LONGEST_CHARS || DEFINING.test(tex)) return false
  let depth = 0
  let marks = 0
  for (const char of tex) {
    if (char === '{' || char === '[' || char === '(') depth++
    else if (char === '}' || char === ']' || char === ')') depth--
    else if (char === '\\' || char === '&' || char === '^' || char === '_') marks++
    if (depth > DEEPEST || marks > MOST_MARKS) return false
  }
  return true
}

/** The faces nearly every formula needs, so that the first one is drawn in its final shape. */
export async function fontsReady(): Promise<void> {
  const faces = ['1em KaTeX_Main', 'italic 1em KaTeX_Math', '1em KaTeX_Size1', '1em KaTeX_Size2']
  const { fonts } = document as Partial<Document>
  await Promise.allSettled(faces.map((face) => fonts?.load(face)))
}
