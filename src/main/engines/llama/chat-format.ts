import type { ChatHistoryItem, ChatModelResponse, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp'
import { chatWrappers, LlamaText, resolveChatWrapper } from 'node-llama-cpp'
import type { PromptMessage } from '../../ports.ts'
import type { Channel } from '../../../shared/stream-event.ts'
import type { Mark } from './marked-text.ts'
import { textOfTokens } from './token-text.ts'

export interface FormattedChat {
  tokens: Token[]
  /** What ends the answer or changes its channel. */
  marks: Mark[]
  /** Some templates begin the answer in the middle of a thought. */
  channel: Channel
}

type FormatName = keyof typeof chatWrappers

/** What two formats must agree on to be the same. */
const PROBE: ChatHistoryItem[] = [
  { type: 'system', text: 'instructions' },
  { type: 'user', text: 'question' },
  { type: 'model', response: ['answer'] },
  { type: 'user', text: 'question' },
  { type: 'model', response: [''] },
]
/** Between what gpt-oss thinks and what it says. */
const HARMONY_ANSWER = '<|start|>assistant<|channel|>final<|message|>'

/** How a model wants a conversation to be written. */
export class ChatFormat {
  /** Spares the next process of this model the search; undefined when the name alone does not lead back here. */
  readonly name: string | undefined
  #model: LlamaModel
  #wrapper: ChatWrapper

  private constructor(model: LlamaModel, wrapper: ChatWrapper, name: string | undefined) {
    this.#model = model
    this.#wrapper = wrapper
    this.name = name
  }

  /** The search takes seconds: it writes a probe in each format there is and compares it to the file's own template. */
  static resolve(model: LlamaModel, known: string | undefined): ChatFormat {
    if (known !== undefined && isFormat(known)) return new ChatFormat(model, byName(model, known), known)
    const wrapper = resolveChatWrapper(model, { warningLogs: false })
    const name = Object.keys(chatWrappers).find(
      (name) => isFormat(name) && chatWrappers[name] === wrapper.constructor,
    )
    const plain = name !== undefined && isFormat(name) && isSame(wrapper, byName(model, name))
    return new ChatFormat(model, wrapper, plain ? name : undefined)
  }

  /** A conversation that ends in an answer leaves that answer open, to be gone on with. */
  write(messages: readonly PromptMessage[]): FormattedChat {
    const history = messages.map(historyItem)
    const continues = messages.at(-1)?.role === 'assistant'
    const thinks = !continues && this.#opensWithThought()
    if (!continues) history.push({ type: 'model', response: thinks ? this.#begunThought() : [] })
    const { contextText, stopGenerationTriggers } = this.#wrapper.generateContextState({
      chatHistory: history,
    })
    const tokens = contextText.tokenize(this.#model.tokenizer)
    const thoughts = this.#thoughtMarks()
    const ends = stopGenerationTriggers.map((trigger) => ({
      text: this.#textOf(trigger),
      means: 'end' as const,
    }))
    return {
      tokens,
      marks: [...ends, ...thoughts],
      channel: thinks ? 'reasoning' : this.#channelAfter(tokens, thoughts),
    }
  }

  #opensWithThought(): boolean {
    const thought = this.#wrapper.settings.segments?.thought
    return thought !== undefined && (thought.openOnResponseStart === true || !isText(thought.prefix))
  }

  /** Written by the format, except where the template writes it anyway. */
  #begunThought(): ChatModelResponse['response'] {
    const prefix = this.#wrapper.settings.segments?.thought?.prefix
    if (prefix !== undefined && !isText(prefix)) return []
    return [{ type: 'segment', segmentType: 'thought', text: '', ended: false }]
  }

  #thoughtMarks(): Mark[] {
    const { thought, comment } = { comment: undefined, ...this.#wrapper.settings.segments }
    const marks: Mark[] = []
    for (const segment of [thought, comment]) {
      if (!segment) continue
      const { prefix } = segment
      if (isText(prefix)) marks.push({ text: this.#textOf(prefix), means: 'reasoning' })
      if (segment.suffix) marks.push({ text: this.#textOf(segment.suffix), means: 'answer' })
    }
    if (!thought) marks.push(...this.#plainThoughtMarks())
    if (this.#wrapper.wrapperName === 'Harmony') {
      const text = textOfTokens(this.#model, this.#model.tokenize(HARMONY_ANSWER, true))
      marks.push({ text, means: 'answer' })
    }
    return marks
  }

  /** For formats that know of no thoughts, where the vocabulary has tokens for them all the same. */
  #plainThoughtMarks(): Mark[] {
    const marks = [
      { text: '<think>', means: 'reasoning' as const },
      { text: '</think>', means: 'answer' as const },
    ]
    return marks.flatMap(({ text, means }) => {
      const [token, ...more] = this.#model.tokenize(text, true)
      if (token === undefined || more.length > 0 || !this.#model.isSpecialToken(token)) return []
      return [{ text: textOfTokens(this.#model, [token]), means }]
    })
  }

  #channelAfter(tokens: readonly Token[], marks: readonly Mark[]): Channel {
    const end = textOfTokens(this.#model, tokens.slice(-8)).trimEnd()
    const last = marks.find(({ text }) => text.trim() !== '' && end.endsWith(text.trimEnd()))
    return last?.means === 'reasoning' ? 'reasoning' : 'answer'
  }

  #textOf(text: string | LlamaText): string {
    return textOfTokens(this.#model, LlamaText(text).tokenize(this.#model.tokenizer))
  }
}

function historyItem({ role, content }: PromptMessage): ChatHistoryItem {
  if (role === 'system') return { type: 'system', text: content }
  return role === 'user' ? { type: 'user', text: content } : { type: 'model', response: [content] }
}

const isText = (prefix: string | LlamaText | { type: string }): prefix is string | LlamaText =>
  typeof prefix === 'string' || LlamaText.isLlamaText(prefix)

const isFormat = (name: string): name is Exclude<FormatName, 'template'> =>
  name !== 'template' && Object.hasOwn(chatWrappers, name)

function byName(model: LlamaModel, type: Exclude<FormatName, 'template'>): ChatWrapper {
  return resolveChatWrapper(model, { type, warningLogs: false })
}

function isSame(a: ChatWrapper, b: ChatWrapper): boolean {
  const written = (wrapper: ChatWrapper): string =>
    JSON.stringify([wrapper.generateContextState({ chatHistory: PROBE }), wrapper.settings])
  return a.constructor === b.constructor && written(a) === written(b)
}
