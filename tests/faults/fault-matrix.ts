/** One way in which something outside of the core goes wrong, and who shows what comes of it. */
export interface FaultRow {
  fault: string
  outcome: string
  /** `folder/file: what its title says`; the text stands in the file. */
  shown_by: string[]
  /** Why it is not shown yet; left out where it is. */
  open?: string
}

const row = (fault: string, outcome: string, ...shown_by: string[]): FaultRow => ({
  fault,
  outcome,
  shown_by,
})
const open = (fault: string, outcome: string, why: string): FaultRow => ({
  fault,
  outcome,
  shown_by: [],
  open: why,
})

const PROCESS = 'faults/engine-process-'
const wire = (mode: string): string => `faults/http-modes.test.ts: ${mode}`
const SPLITS = 'properties/wire-splits.test.ts'

/** Every row of the plan, in its order. */
export const FAULT_MATRIX: FaultRow[] = [
  row(
    'an engine ignores the cancel',
    'the screen stops at once; what comes late is dropped; the process is killed',
    `${PROCESS}stop.test.ts: ignores cancel: ten times stopped, ten times killed`,
    `${PROCESS}stop.test.ts: late tokens: some are offered after the stop, none is shown or kept`,
    'e2e/faults.spec.ts: an engine that ignores Stop: the screen stops at once',
  ),
  row(
    'an engine is SIGKILLed in an answer',
    'the text stays, the next prompt gets a new process',
    `${PROCESS}stop.test.ts: a process SIGKILLed from outside is a crash`,
    'faults/llama-stop.test.ts: a process SIGKILLed from outside is a crash',
  ),
  row(
    'an engine is SIGSTOPped',
    'silence is told, Stop works by force',
    `${PROCESS}stop.test.ts: a process SIGSTOPped from outside is killed by a stop`,
    `${PROCESS}modes.test.ts: stalls: silence is told after the notice`,
  ),
  row(
    'an engine crashes at each start',
    'three times in five minutes, then it asks',
    `${PROCESS}modes.test.ts: crash at start: three times it is started, then it asks`,
  ),
  row(
    'an engine is never ready',
    'it can be stopped while it loads; silence has its limit; a program that cannot start is told',
    `${PROCESS}stop.test.ts: slow start: a stop while the model loads takes the process away`,
    `${PROCESS}host.test.ts: a program that is not there is told as an exit`,
  ),
  row(
    'a model cannot be loaded, or memory is out',
    'the cause in a sentence; other models work',
    'faults/llama-files.test.ts: a file that is cut off, and one that is none, are refused with a sentence',
    'faults/llama-stop.test.ts: without memory for two, the model that nobody talks to makes room',
  ),
  row(
    'a flood of tokens',
    'at most one event a frame, nothing lost',
    `${PROCESS}memory.test.ts: flood: what is told stays at one event a frame`,
    'e2e/faults.spec.ts: a flood of 100,000 tokens a second is drawn',
  ),
  row(
    'a consumer that is slow',
    'the engine waits; what is held is bounded',
    `${PROCESS}memory.test.ts: a consumer that does not pull makes the process wait`,
    'faults/http-memory.test.ts: what is not pulled stays in the network',
  ),
  row(
    'malformed server-sent events',
    'as the standard says, or one error',
    `${SPLITS}: server-sent events, cut anywhere`,
    wire("'malformed-once'"),
    wire('crlf'),
  ),
  row('a malformed line of NDJSON', 'an error, the text stays', wire("'malformed-thrice'")),
  row('UTF-8 cut at each byte', 'the same text', `${SPLITS}: NDJSON, cut anywhere, is its lines`),
  row('a line without end', 'a cap, then an error', `faults/http-memory.test.ts: 'huge-line'`),
  row('HTTP 429', 'told, with when to try again', wire("'rate-limited'")),
  row(
    'HTTP 500, 502, a web page',
    'an error with its status, no markup',
    wire("'html-500'"),
    wire("'endless-error'"),
    'faults/verify-server.test.ts: a server that fails each prompt is BROKEN',
  ),
  row(
    'a server that drips',
    'progress is model output, not bytes',
    'faults/http-modes.test.ts: ends engine_stalled, after saying it stalls',
  ),
  row(
    'silence after the headers',
    'told, can be stopped',
    'faults/http-stop.test.ts: a server that accepts and never answers the handshake is left at once',
  ),
  row('a connection that is reset', 'the text stays', wire('reset')),
  row(
    'a stream without its end',
    'marked as cut off',
    wire('truncated'),
    'faults/http-random.test.ts: cut, stalled, doubled or dropped anywhere',
  ),
  row(
    'events doubled, out of order, after the end',
    'one end, nothing stale',
    'properties/i3-nothing-stale.test.ts: I3:',
    'e2e/stale-gate.spec.ts: whatever comes after done is dropped and counted',
  ),
  row(
    'a gzip bomb, an answer without end',
    'caps',
    `faults/http-memory.test.ts: 'gzip-bomb'`,
    'faults/http-modes.test.ts: an answer without end is ended at its cap',
  ),
  row(
    'a window is reloaded',
    'nothing of the answer is lost',
    'e2e/lifecycle.spec.ts: a reload in the middle of an answer loses nothing of it',
  ),
  row(
    'a renderer crashes',
    'it comes back with its answer',
    'e2e/lifecycle.spec.ts: a renderer that crashes in the middle of an answer comes back with it',
  ),
  row(
    'a window is hidden',
    'nothing is lost (on the real runtime: not yet seen)',
    'e2e/hidden-window.spec.ts: what is written while the window is hidden is all there when it is shown',
  ),
  row(
    'two windows on one chat',
    'both show the same, which is what is stored',
    'e2e/two-windows.spec.ts: two windows that do everything to the same chats end showing the same',
  ),
  row(
    'a second instance',
    'the first is shown, the database is not opened',
    'e2e/two-windows.spec.ts: a second instance shows the window of the first',
  ),
  row(
    'sleep, a clock that is set',
    'time is awake time; order is the order of messages',
    'faults/store-clock.test.ts: after the clock was set back messages keep their order',
    'unit/main/lib/awake-clock.test.ts: a sleep nobody told of is noticed by the gap',
  ),
  row(
    'a disk that is full',
    'the answer stays, is saved when there is room',
    'faults/store-disk.test.ts: on a disk that is full an answer stays',
    'faults/store-full.test.ts: a batch the disk refuses is kept',
  ),
  row(
    'a folder that is read-only',
    'said; nothing is changed',
    'faults/store-disk.test.ts: in a read-only folder chats whose last end was %s are not opened',
  ),
  row(
    'a lock of another program',
    'waited for, then said',
    'faults/store-locked.test.ts: a lock of another program is waited for 5 s, then said',
  ),
  row(
    'a file that is no database, or cut',
    'kept aside, the backup takes its place',
    'faults/store-damage.test.ts: for a file that is no database the backup of yesterday takes its place',
  ),
  row(
    'pages that are overwritten',
    'what can be read is saved',
    'faults/store-damage.test.ts: of 20,000 messages with any 5 pages of their file overwritten',
  ),
  row(
    'an older schema',
    'copied aside, brought up in one transaction',
    'unit/main/store/database.test.ts: an older database is copied aside first, and the copy is the old one',
  ),
  row(
    'a newer schema',
    'refused, not touched',
    'unit/main/store/database.test.ts: a database of a newer version is refused and its file is not touched',
  ),
  row(
    'kill -9 in an answer',
    'at most the open batch and the one under way are missing',
    'faults/store-kill.test.ts: at most the open batch and the one under way are missing',
    'faults/continue-kill.test.ts: all it held is there',
    'faults/queue-kill.test.ts: never both, never neither',
  ),
  row(
    'kill -9 in a commit',
    'a whole transaction or none',
    'faults/store-commit.test.ts: kills tear no transaction',
  ),
  row(
    'kill -9 in a migration, a backup, a salvage',
    'old or new, never mixed',
    'faults/store-commit.test.ts: kills in a slow migration leave one version',
    'faults/store-cut.test.ts: killed at any step of a salvage',
  ),
  row(
    'the n-th write fails',
    'said; nothing counts as saved that is not',
    'faults/store-full.test.ts: an end the disk refuses can be saved later',
    'properties/i9-on-disk-first.test.ts: I9:',
  ),
  open('10,000 chats', 'start and list within the budget', 'measured by npm run bench'),
  row(
    'an answer of a million tokens',
    'opened in pages; how long that takes is measured by npm run bench',
    'unit/main/store/load-session.test.ts: a long chat opens with its last page, and pages upwards',
  ),
  row(
    'hostile markdown',
    'nothing runs',
    'e2e/security.spec.ts: the page cannot reach the network, open a window, navigate or run markup',
  ),
  row(
    'pictures and links that call home',
    'no request leaves the page',
    'e2e/security.spec.ts: the page cannot reach the network',
  ),
  row(
    'markdown made to be slow',
    'drawn in time; how long that takes is measured by npm run bench -- markdown',
    'e2e/hostile-answers.spec.ts: what is long, deep or slow to read never freezes the page',
  ),
  row(
    'hostile names of models',
    'contained',
    'faults/llama-files.test.ts: a model that is not there, or not in the folder, is not found',
  ),
  row(
    'requests from elsewhere, or in the wrong shape',
    'refused and logged',
    'unit/main/ipc/serve-requests.test.ts: our own top frame is answered',
  ),
  row(
    'characters that deceive',
    'shown or marked',
    'unit/renderer/chat/markdown/answer-text.test.tsx: zero-width and bidi characters are kept',
  ),
  row(
    'children killed at random',
    'every promise holds',
    'properties/simulated-bugs.test.ts: each of them is found',
  ),
]
