import type { StreamId } from '../../shared/ids.ts'
import type { Hand, Scenario } from './scenario.ts'

/** The original's five scenario tests and what else a tester does to an answer. Each is a minute of clicking, in seconds. */
export const SCENARIOS: Scenario[] = [
  {
    name: 'baseline',
    title: 'one prompt, answered to its end',
    simulatorOnly: false,
    async run(hand) {
      const session = await hand.core.newSession()
      const stream = hand.send(session, 'Explain how a sluice works.', 'normal?rate=400&length=120')
      await hand.firstToken(stream)
      await hand.done(stream)
      hand.expectReason(stream, 'success')
      hand.opportunity()
    },
  },
  {
    name: 'stop',
    title: 'Stop in the middle of ten answers',
    simulatorOnly: false,
    async run(hand) {
      const session = await hand.core.newSession()
      for (let i = 0; i < 10; i++) {
        const stream = hand.send(
          session,
          `Tell a long story, part ${i}.`,
          'normal?rate=200&length=5000&first_ms=20',
        )
        await hand.firstToken(stream)
        await hand.pause(10 * i)
        if (hand.reason(stream) === null) hand.opportunity()
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
      for (let i = 0; i < 8; i++) {
        const a = hand.send(session, `A ${i}: count to a thousand.`, 'normal?rate=400&length=5000&first_ms=5')
        await hand.pause(50)
        if (hand.reason(a) === null) hand.opportunity()
        const b = hand.send(session, `B ${i}: say something short.`, 'normal?rate=400&length=30&first_ms=5')
        await hand.firstToken(b)
        await hand.done(b)
        hand.expectReason(a, 'superseded')
        hand.expectReason(b, 'success')
      }
    },
  },
  {
    name: 'same-instant',
    title: 'A, B and C in the same instant',
    simulatorOnly: false,
    run: (hand) =>
      pileUp(hand, { rounds: 10, prompts: 3, gap_ms: 0, mode: 'normal?rate=400&length=30&first_ms=5' }),
  },
  {
    name: 'five-prompts',
    title: 'five prompts 50 ms apart',
    simulatorOnly: false,
    run: (hand) =>
      pileUp(hand, { rounds: 3, prompts: 5, gap_ms: 50, mode: 'normal?rate=400&length=60&first_ms=5' }),
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
        mode: 'slow-cleanup?cleanup_ms=30&rate=400&length=40&first_ms=5',
      }),
  },
  {
    name: 'eight-sessions',
    title: 'eight chats at once, one of them superseded',
    simulatorOnly: true,
    async run(hand) {
      const sessions = await Promise.all(Array.from({ length: 8 }, () => hand.core.newSession()))
      const streams = sessions.map((session, i) =>
        hand.send(session, `Chat ${i}`, 'normal?rate=400&length=400&first_ms=5'),
      )
      await Promise.all(streams.map((stream) => hand.firstToken(stream)))
      const [session] = sessions
      const [first, ...others] = streams
      if (!session || !first) return
      hand.opportunity()
      const again = hand.send(session, 'Chat 0, again', 'normal?rate=400&length=100&first_ms=5')
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
        const a = hand.send(session, `A ${i}`, 'slow-cleanup?cleanup_ms=300&rate=400&first_ms=5')
        await hand.tokens(a, 20)
        const b = hand.send(session, `B ${i}`, 'normal?rate=400')
        await hand.pause(50)
        if (hand.text(b) === '' && hand.reason(b) === null) hand.opportunity()
        await hand.stop(b)
        hand.expectReason(b, 'stopped')
        await hand.quiet()
        if (hand.text(b) !== '') hand.problem('a prompt stopped while waiting was answered')
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
      const b = hand.send(session, 'B', 'normal?rate=400&length=30&first_ms=5')
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
      const a = hand.send(session, 'A', 'slow-cleanup?cleanup_ms=5000&rate=400&first_ms=5')
      await hand.tokens(a, 20)
      const b = hand.send(session, 'B', 'normal?rate=400&length=30&first_ms=5')
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
      const b = hand.send(session, 'B', 'normal?rate=400&length=30&first_ms=5')
      await hand.firstToken(b)
      await hand.done(b)
      hand.expectReason(b, 'success')
    },
  },
  {
    name: 'flood',
    title: '100,000 tokens a second for two seconds, then Stop',
    simulatorOnly: true,
    async run(hand) {
      const session = await hand.core.newSession()
      const stream = hand.send(session, 'Flood me', 'flood')
      await hand.firstToken(stream)
      await hand.pause(2_000)
      if (hand.text(stream).length > 200_000) hand.opportunity()
      await hand.stop(stream)
      hand.expectReason(stream, 'stopped')
      const events = hand.core.events.filter(({ event }) => event.type === 'token').length
      const per_second = events / 2
      if (per_second > 70) hand.problem(`${Math.round(per_second)} events a second reached the window`)
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
  for (let round = 0; round < rounds; round++) {
    const streams: StreamId[] = []
    for (let i = 0; i < prompts; i++) {
      if (i > 0 && gap_ms > 0) await hand.pause(gap_ms)
      const before = streams.at(-1)
      if (before && hand.reason(before) === null) hand.opportunity()
      streams.push(hand.send(session, `Round ${round}, prompt ${i}.`, mode))
    }
    const last = streams.pop()
    if (!last) return
    await hand.firstToken(last)
    await hand.done(last)
    hand.expectReason(last, 'success')
    for (const stream of streams) hand.expectReason(stream, 'superseded')
  }
}

/** Only engines that really had to be forced count. */
function forcedOpportunities(hand: Hand): void {
  for (const line of hand.core.log)
    if (line.event === 'stream_end' && line['forced'] === true) hand.opportunity()
}
