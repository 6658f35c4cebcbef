import { seededText } from '../../../src/main/engines/simulator/seeded-text.ts'
import type { Bridge } from '../../../src/shared/ipc-contract.ts'
import type { SessionId } from '../../../src/shared/ids.ts'
import { textOf } from '../../../src/shared/session.ts'
import type { ChatPage } from '../../e2e/support/chat-page.ts'
import { seededWords } from '../../e2e/support/chat-page.ts'
import type { LaunchedApp } from '../../host/fixture.ts'
import type { Figure, Measure } from '../figure.ts'
import { lostCharacters } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { LOOP_RESOLUTION_MS, loopDelays } from '../loop-delay.ts'
import { frameLength, withApp } from './bench-app.ts'

const RATES = [1_000, 20_000]
/** How long the window may take to draw the rest of an answer that has ended. */
const DRAWN_WITHIN_MS = 20_000

/** Engine process to main to page at a steady rate, and what arrived. */
export async function pipeline({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  return withApp(scratch, async (chat, app) => {
    const frame_ms = await frameLength(chat)
    const figures: Figure[] = []
    for (const rate of RATES) figures.push(await atRate(chat, app, rate, quick ? 2 : 10, frame_ms))
    return figures
  })
}

async function atRate(
  chat: ChatPage,
  app: LaunchedApp,
  rate: number,
  seconds: number,
  frame_ms: number,
): Promise<Figure> {
  const length = rate * seconds
  const model = `normal?rate=${rate}&length=${length}&first_ms=200`
  const prompt = `Write ${rate} tokens a second`
  await chat.newChatsUse(model)
  await chat.newChat()
  const watch = await chat.page.evaluateHandle(watchStream)
  const loop = await watchLoop(app)
  await chat.say(prompt)
  const arrived = await watch.evaluate(({ ended }) => ended)
  await watch.dispose()
  const delays = await loop.read()
  const lost = await lostText(chat, arrived.session_id as SessionId, prompt, model, length)
  const lasted_s = (arrived.last_at - arrived.first_at) / 1_000
  return {
    id: `pipeline-${rate}`,
    title: `Engine process to main to page at ${rate.toLocaleString('en')} tokens/s for ${seconds} s`,
    n: length,
    measures: [
      ...lost,
      {
        what: 'messages to the page',
        unit: '/s',
        value: arrived.messages / lasted_s,
        limit: 1_000 / frame_ms,
      },
      { what: 'most of them in one frame', unit: '', value: arrived.most_in_a_frame },
      { what: 'tokens that arrived', unit: '/s', value: length / lasted_s },
      ...delays,
      ...frames(arrived.frames, frame_ms),
    ],
  }
}

/** Of the frames the page could have drawn meanwhile, those it did not. */
function frames(lengths_ms: number[], frame_ms: number): Measure[] {
  const missed = lengths_ms.map((ms) => Math.max(0, Math.round(ms / frame_ms) - 1))
  const dropped = missed.reduce((sum, count) => sum + count, 0)
  return [
    { what: `frames dropped of ${dropped + lengths_ms.length}`, unit: '', value: dropped },
    { what: 'longest frame', unit: 'ms', value: Math.max(...lengths_ms) },
  ]
}

/** The event loop of main, from now until it is read. */
async function watchLoop({ electronApp }: LaunchedApp): Promise<{ read: () => Promise<Measure[]> }> {
  const histogram = await electronApp.evaluateHandle((_electron, resolution) => {
    const loop = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution })
    loop.enable()
    return loop
  }, LOOP_RESOLUTION_MS)
  return {
    read: async () => {
      const { p99, max } = await histogram.evaluate((loop) => {
        loop.disable()
        return { p99: loop.percentile(99), max: loop.max }
      })
      await histogram.dispose()
      return loopDelays(p99, max)
    },
  }
}

/** What main holds and what the window drew, against the text the engine had to write. */
async function lostText(
  chat: ChatPage,
  session_id: SessionId,
  prompt: string,
  model: string,
  length: number,
): Promise<Measure[]> {
  const loaded = await chat.ask('session:load', { session_id })
  const answer = loaded?.messages.findLast((message) => message.role === 'assistant')
  const text = seededText({ prompt, model, seed: 1 }, length)
  const wanted = seededWords(prompt, model).join(' ')
  const until = performance.now() + DRAWN_WITHIN_MS
  let drawn = ''
  do drawn = (await chat.drawnWords(chat.lastAnswer)).join(' ')
  while (drawn !== wanted && performance.now() < until)
  const gate = await chat.gate()
  return [
    {
      what: 'characters lost, in main',
      unit: '',
      value: lostCharacters(text, answer ? textOf(answer) : ''),
      must_be_zero: true,
    },
    { what: 'characters lost, as drawn', unit: '', value: lostCharacters(wanted, drawn), must_be_zero: true },
    { what: 'holes in what the page was told', unit: '', value: gate.gaps, must_be_zero: true },
  ]
}

interface Arrived {
  session_id: string
  messages: number
  most_in_a_frame: number
  /** Of the first token and of `done`, in the page's time. */
  first_at: number
  last_at: number
  /** Time between frames from the first token to `done`. */
  frames: number[]
}

/** In the page: counts what the next stream brings, until its end. */
function watchStream(): { ended: Promise<Arrived> } {
  const { sluice } = window as unknown as { sluice: Bridge }
  const arrived: Arrived = {
    session_id: '',
    messages: 0,
    most_in_a_frame: 0,
    first_at: 0,
    last_at: 0,
    frames: [],
  }
  let before = 0
  let in_this_frame = 0
  const onFrame = (now: number): void => {
    if (arrived.last_at > 0) return
    arrived.most_in_a_frame = Math.max(arrived.most_in_a_frame, in_this_frame)
    in_this_frame = 0
    if (before > 0 && arrived.first_at > 0) arrived.frames.push(now - before)
    before = now
    requestAnimationFrame(onFrame)
  }
  requestAnimationFrame(onFrame)
  const ended = new Promise<Arrived>((resolve) => {
    const off = sluice.on('stream:event', (event) => {
      if (event.type === 'token') {
        arrived.messages++
        in_this_frame++
        if (arrived.first_at === 0) arrived.first_at = performance.now()
      }
      if (event.type !== 'done') return
      off()
      arrived.last_at = performance.now()
      resolve({ ...arrived, session_id: event.session_id })
    })
  })
  return { ended }
}
