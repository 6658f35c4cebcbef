import type { StreamId } from '../../shared/ids.ts'
import type { Hand, Scenario } from './scenario.ts'

/** An answer that is still being written whenever the test comes back to it, and one that is soon over. */
const LONG = 'normal?rate=400&length=20000&first_ms=5'
const SHORT = 'normal?rate=400&length=30&first_ms=5'
const FLOOD_CHARACTERS = 400_000

/** The original's five scenario tests and what else a tester does to an answer. Each is a minute of clicking, in seconds. */
export const SCENARIOS: Scenario[] = [
  {
    name: 'baseline',
    title: 'one prompt, answered to its end',
    simulatorOnly: false,
    async run(hand) {
      const session = await hand.core.newSession()
      const stream = hand.send(
        session,
        'In one sentence: how does a sluice work?',
        'normal?rate=400&length=120',
      )
      await hand.firstToken(stream)
      await hand.done(stream)
      hand.expectReason(stream, 'success')
      hand.opportunity()
    },
  },
  {
    name: 'stop',
    title: 'Stop in the middle of answers',
    simulatorOnly: false,
    async run(hand) {
      const session = await hand.core.newSession()
      for (let i = 0; i < hand.rounds(10); i++) {
        const stream = hand.send(
          session,
          `Tell a very long story, part ${i}.`,
          'normal?rate=200&length=5000&first_ms=20',
        )
        await hand.firstToken(stream)
        await hand.pause(10 * i)
        if (hand.reason(stream) !== null) continue
        hand.opportunity()
        await hand.stop(stream)
        hand.expectReason(stream, 'stopped')
      }
    },
  },
  {
    name: 'rapid',
    title: 'A, and 50 ms later B, without Stop',
    simulatorOnly: false,
    async run(hand) {
      const session = await hand.core.newSession()
      for (let i = 0; i < hand.rounds(8); i++) {
        const a = hand.send(session, `A ${i}: tell a very long story.`, LONG)
        await hand.pause(50)
        const expected = hand.reason(a) ?? 'superseded'
        if (expected === 'superseded') hand.opportunity()
        const b = hand.send(session, `B ${i}: reply with one short sentence.`, SHORT)
        await hand.firstToken(b)
        await hand.done(b)
        hand.expectReason(a, expected)
        hand.expectReason(b, 'success')
      }
    },
  },
  {
    name: 'same-instant',
    title: 'A, B and C in the same instant',
    simulatorOnly: false,
    run: (hand) => pileUp(hand, { rounds: 10, prompts: 3, gap_ms: 0, mode: LONG }),
  },
  {
    name: 'five-prompts',
    title: 'five prompts 50 ms apart',
    simulatorOnly: false,
    run: (hand) => pileUp(hand, { rounds: 3, prompts: 5, gap_ms: 50, mode: LONG }),
  },
  {
    name: 'fifty-prompts',
    title: 'fifty prompts 5 ms apart, each slow to clean up',
    simulatorOnly: true,
    run: (hand) =>
      pileUp(hand, {
        rounds: 1,
        prompts: 50,
        gap_ms: 5,
        mode: 'slow-cleanup?cleanup_ms=30&rate=400&length=5000&first_ms=5',
      }),
  },
  {
    name: 'eight-sessions',
    title: 'eight chats at once, one of them superseded',
    simulatorOnly: true,
    async run(hand) {
      const sessions = await Promise.all(Array.from({ length: 8 }, () => hand.core.newSession()))
      const streams = sessions.map((session, i) =>
        // The one to be superseded must still be at it when the slowest of the others begins.
        hand.send(session, `Chat ${i}`, i === 0 ? LONG : 'normal?rate=400&length=400&first_ms=5'),
      )
      await Promise.all(streams.map((stream) => hand.firstToken(stream)))
      const [session] = sessions
      const [first, ...others] = streams
      if (!session || !first) return
      if (hand.reason(first) === null) hand.opportunity()
      const again = hand.send(session, 'Chat 0, again', SHORT)
      await Promise.all([again, ...others].map((stream) => hand.done(stream)))
      hand.expectReason(first, 'superseded')
      for (const stream of [again, ...others]) hand.expectReason(stream, 'success')
    },
  },
  {
    name: 'stop-while-waiting',
    title: 'Stop for a prompt that still waits for the old answer',
    simulatorOnly: true,
    async run(hand) {
      const session = await hand.core.newSession()
      for (let i = 0; i < 3; i++) {
        const a = hand.send(session, `A ${i}`, 'slow-cleanup?cleanup_ms=300&rate=400&length=5000&first_ms=5')
        await hand.tokens(a, 20)
        const b = hand.send(session, `B ${i}`, 'normal?rate=400')
        // The first is stopped in the tick it was sent; on a busy computer a later one may have begun.
        if (i > 0) await hand.pause(25 * i)
        const waited = !hand.started(b)
        if (waited) hand.opportunity()
        await hand.stop(b)
        hand.expectReason(b, 'stopped')
        await hand.quiet()
        if (waited && hand.started(b)) hand.problem('a prompt stopped while waiting reached the engine')
        if (waited && hand.text(b) !== '') hand.problem('a prompt stopped while waiting was answered')
      }
    },
  },
  {
    name: 'ignores-cancel',
    title: 'an engine that ignores Stop is taken away',
    simulatorOnly: true,
    async run(hand) {
      const session = await hand.core.newSession()
      for (let i = 0; i < 3; i++) {
        const a = hand.send(session, `A ${i}`, 'ignores-cancel?rate=400&first_ms=5')
        await hand.tokens(a, 20)
        await hand.stop(a)
        hand.expectReason(a, 'stopped')
      }
      const b = hand.send(session, 'B', SHORT)
      await hand.firstToken(b)
      await hand.done(b)
      hand.expectReason(b, 'success')
      forcedOpportunities(hand)
    },
  },
  {
    name: 'slow-cleanup',
    title: 'an engine that is busy for 5 s after Stop does not hold the next answer up',
    simulatorOnly: true,
    async run(hand) {
      const session = await hand.core.newSession()
      const a = hand.send(session, 'A', 'slow-cleanup?cleanup_ms=5000&rate=400&length=5000&first_ms=5')
      await hand.tokens(a, 20)
      const b = hand.send(session, 'B', SHORT)
      await hand.firstToken(b)
      await hand.done(b)
      hand.expectReason(a, 'superseded')
      hand.expectReason(b, 'success')
      forcedOpportunities(hand)
    },
  },
  {
    name: 'crash',
    title: 'an engine that crashes in its answer, and the next prompt',
    simulatorOnly: true,
    async run(hand) {
      const session = await hand.core.newSession()
      const a = hand.send(session, 'A', 'crash-mid-answer?rate=400&first_ms=5')
      await hand.done(a)
      hand.expectReason(a, 'error')
      if (hand.text(a) !== '') hand.opportunity()
      const b = hand.send(session, 'B', SHORT)
      await hand.firstToken(b)
      await hand.done(b)
      hand.expectReason(b, 'success')
    },
  },
  {
    name: 'flood',
    title: '100,000 tokens a second, then Stop',
    simulatorOnly: true,
    async run(hand) {
      const session = await hand.core.newSession()
      const stream = hand.send(session, 'Flood me', 'flood')
      await hand.firstToken(stream)
      const from = hand.core.now()
      await hand.tokens(stream, FLOOD_CHARACTERS)
      if (hand.reason(stream) === null) hand.opportunity()
      await hand.stop(stream)
      hand.expectReason(stream, 'stopped')
      const ms = hand.core.now() - from
      const events = hand.core.events.filter(({ event }) => event.type === 'token').length
      // A frame is 16 ms; a timer may come 1 ms early, and the first, the last and a status make a few more.
      if (events > ms / 15 + 5) hand.problem(`${events} events reached the window in ${Math.round(ms)} ms`)
    },
  },
  {
    name: 'late-tokens',
    title: 'tokens that come after Stop and after B was sent',
    simulatorOnly: true,
    async run(hand) {
      const session = await hand.core.newSession()
      for (let i = 0; i < 3; i++) {
        const a = hand.send(session, `A ${i}`, 'late-tokens?rate=400&late=50&first_ms=5')
        await hand.tokens(a, 20)
        const b = hand.send(session, `B ${i}`, 'normal?rate=400&length=40&first_ms=5')
        await hand.done(b)
        hand.expectReason(a, 'superseded')
        hand.expectReason(b, 'success')
      }
      for (let late = hand.core.lateReplies(); late > 0; late--) hand.opportunity()
    },
  },
]

interface PileUp {
  rounds: number
  prompts: number
  gap_ms: number
  mode: string
}

/** Prompts that pile up in one session: only the last may be answered to its end. */
async function pileUp(hand: Hand, { rounds, prompts, gap_ms, mode }: PileUp): Promise<void> {
  const session = await hand.core.newSession()
  for (let round = 0; round < hand.rounds(rounds); round++) {
    const expected = new Map<StreamId, string>()
    let last: StreamId | null = null
    for (let i = 1; i <= prompts; i++) {
      if (last && gap_ms > 0) await hand.pause(gap_ms)
      if (last) expected.set(last, hand.reason(last) ?? 'superseded')
      const task = i < prompts ? 'Tell a very long story.' : 'Reply with one short sentence.'
      last = hand.send(session, `${task} (${round}.${i})`, i < prompts ? mode : SHORT)
    }
    if (!last) return
    await hand.firstToken(last)
    await hand.done(last)
    hand.expectReason(last, 'success')
    for (const [stream, reason] of expected) {
      hand.expectReason(stream, reason)
      if (reason === 'superseded') hand.opportunity()
    }
  }
}

/** Only engines that really had to be forced count. */
function forcedOpportunities(hand: Hand): void {
  for (const line of hand.core.log)
    if (line.event === 'stream_end' && line['forced'] === true) hand.opportunity()
}
