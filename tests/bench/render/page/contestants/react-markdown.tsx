import { growingAnswer } from './growing-answer.tsx'
import { HighlightedMarkdown } from './highlighted-markdown.tsx'

/** The whole answer parsed and drawn anew, once per frame. */
export const mount = growingAnswer((text) => <HighlightedMarkdown text={text} />, '')
