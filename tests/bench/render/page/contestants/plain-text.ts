import type { Mount } from '../contestant.ts'

/** The floor: the source as it is, a div for each line, appended to once per frame. */
export const mount: Mount = (root, history) => {
  for (const { text } of history) root.append(lineOf(text, 'message far'))
  const answer = document.createElement('div')
  answer.className = 'message'
  root.append(answer)
  let line: Text | null = null
  let waiting = ''
  let frame = 0
  const flush = (): void => {
    frame = 0
    const pieces = waiting.split(/(?<=\n)/)
    waiting = ''
    for (const piece of pieces) {
      if (line) line.appendData(piece)
      else {
        line = document.createTextNode(piece)
        const element = lineOf('', 'line')
        element.append(line)
        answer.append(element)
      }
      if (piece.endsWith('\n')) line = null
    }
  }
  return Promise.resolve({
    push: (token) => {
      waiting += token
      if (frame === 0) frame = requestAnimationFrame(flush)
    },
    end: () => {},
    stop: () => {
      cancelAnimationFrame(frame)
      frame = 0
      waiting = ''
    },
    answer: () => answer,
    furniture: '',
  })
}

function lineOf(text: string, className: string): HTMLElement {
  const element = document.createElement('div')
  element.className = className
  element.textContent = text
  return element
}
