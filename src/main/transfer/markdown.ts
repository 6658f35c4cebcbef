import { assertNever } from '../../shared/assert-never.ts'
import type { ChatHeader, ChatMessage } from '../../shared/chat-record.ts'
import type { ModelRef } from '../../shared/session.ts'
import { textOf } from '../../shared/session.ts'
import type { StreamEnd } from '../../shared/stream-end.ts'
import type { ChatWriter } from './format.ts'
import { closingLine } from './open-blocks.ts'

/** For people: the branch shown, each message under who wrote it. It cannot be imported again. */
export function markdownWriter(modelName: (model: ModelRef) => string): ChatWriter {
  return {
    opening: () => '',
    chat: (header, index) => `${index === 0 ? '' : '\n'}${chatText(header)}`,
    message: (message) => messageText(message, modelName),
    chatEnd: () => '',
    closing: () => '',
  }
}

function chatText({ title, system_prompt }: ChatHeader): string {
  const heading = `# ${inline(title) || 'New chat'}\n`
  return system_prompt.trim() === '' ? heading : `${heading}\n## Instructions\n\n${block(system_prompt)}`
}

function messageText(message: ChatMessage, modelName: (model: ModelRef) => string): string {
  const { role, model, end } = message
  const who = role === 'user' ? 'You' : inline(model ? modelName(model) : '') || 'Assistant'
  const thought = textOf(message, 'reasoning')
  const text = textOf(message)
  return [
    `\n## ${who}\n`,
    thought.trim() === '' ? '' : `\n${quoted(`*Thought:*\n\n${thought}`)}`,
    text.trim() === '' ? '' : `\n${block(text)}`,
    end === null ? '' : endLine(end),
  ].join('')
}

/** Text that what follows is not drawn into, whatever it left open. */
function block(text: string): string {
  const trimmed = text.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd()
  const closing = closingLine(trimmed)
  return closing === null ? `${trimmed}\n` : `${trimmed}\n${closing}\n`
}

/** A quotation ends with its last line, and with it all that it left open. */
function quoted(text: string): string {
  return `${text
    .trimEnd()
    .split(/\r\n|\n|\r/)
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n')}\n`
}

/** One line in which nothing means anything to Markdown. */
function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>#~|&!]/g, '\\$&')
}

/** How an answer ended, where that is news. */
function endLine(end: StreamEnd): string {
  const words = endWords(end)
  return words === null ? '' : `\n*${inline(words)}*\n`
}

function endWords({ reason, finish, error }: StreamEnd): string | null {
  switch (reason) {
    case 'success':
      if (finish === 'length') return 'Cut short at the model’s length limit.'
      return finish === 'filter' ? 'Withheld by the server’s content filter.' : null
    case 'stopped':
      return 'Stopped by you.'
    case 'superseded':
      return 'Superseded by your next message.'
    case 'interrupted':
      return 'Interrupted: the app was closed.'
    case 'error':
      return `Failed: ${error?.content ?? 'something went wrong, and it was not said what.'}`
    default:
      return assertNever(reason)
  }
}
