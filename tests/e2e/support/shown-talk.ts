import type { WrittenAnswer } from './written-answers.ts'

/** What is said in the pictures that documents show: at the pace of a model on a desk, and about what Sluice is for. */
export interface Said {
  prompt: string
  answer: WrittenAnswer
}

const PACE = { piece_chars: 5, piece_ms: 60 }

export const FIRST: Said = {
  prompt: 'Why do streams hang?',
  answer: {
    ...PACE,
    text: `Because two answers then run in one conversation. The first one still holds the connection when the second begins, and each waits for the other to let go. Nothing on the screen says so: the first prompt looks as if it were still being answered, and the second as if it had never been sent.

There are three ways out of it, and they differ in what becomes of the text that is there already.`,
  },
}

export const SECOND: Said = {
  prompt: 'Shorter, and show me the fix in code.',
  answer: {
    ...PACE,
    text: `Give each conversation **one** slot, and reserve it before you wait:

- Signal the old stream, then wait for its *real* end.
- Put a deadline on that wait, and **force** the end when it passes.
- Drop every event whose \`stream_id\` is not the active one.

\`\`\`typescript
async open(session: SessionId, prompt: Prompt) {
  const mine = this.reserve(session) // before any await
  const old = this.supersede(session, mine)
  await old?.endedWithin(2_000) // asks, then forces
  if (mine.isLatest) return this.start(mine, prompt)
}
\`\`\`

The third line is the one most apps miss: an engine that does not answer in time is ended from outside, and the conversation goes on. What it wrote until then stays where it is, marked as what it is. Only then does the next answer begin, in the slot that was reserved for it, and nothing of the old one can reach it any more, however late it comes.

The same goes for a server: its socket is closed at once, and what it may still be writing is written into nothing. Whether it has really come to rest is another question, and the connection says so as long as it is open.`,
  },
}

export const TRIP: Said = {
  prompt: 'Three days in Aarhus, by train',
  answer: {
    ...PACE,
    text: 'The first day belongs to the old town and the harbour, which are a short walk from the station. '.repeat(
      40,
    ),
  },
}
