import { DEFAULT_HUB_URL } from '../../../shared/model-library.ts'
import type { Settings, Timeouts } from '../../../shared/settings.ts'
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts'
import type { StabilityState } from '../../../shared/stability.ts'
import { verdictSentence } from '../../../shared/stability.ts'
import { errorText } from '../../lib/error-text.ts'
import { tableHead, tableRow } from '../verdict-table.ts'
import type { AboutApp, BundleFacts, LogTail } from './bundle-facts.ts'
import { describeConnection } from './describe-connection.ts'
import { hideKnown } from './hide-known.ts'
import type { ScrubLine } from './scrub-log-line.ts'
import { createScrubber, LEFT_OUT } from './scrub-log-line.ts'
import { isShortWord } from './short-word.ts'

const WHAT_IT_IS = `A text to hand on with a question or a bug report. It is made on this
computer and sent nowhere by itself.

In it: versions, settings, what kinds of engines are connected, names of
models, the verdict on the log, figures, and the newest lines of the log,
which say when an answer was asked for, began, was stopped, ended, was
released.

Not in it: anything you or a model wrote, names of chats, API keys, names
and addresses of servers (those on this computer are shown), your user
name, files of yours. "[left out]" and "[…]" stand where something could
have been such a thing.

Read it before you hand it on: it is your computer's, and you decide.`

/** After so many lines of the log the event loop has its turn. */
const LINES_AT_ONCE = 250

/**
 * The report as a text that reads well as it is. Everything in it was let in by name (an allowlist), and at last all of it
 * goes once more through what is known to be secret. Yields to the event loop: a megabyte of log takes a moment.
 */
export async function buildBundle(facts: BundleFacts): Promise<string> {
  const hide = hideKnown(facts.known)
  const { lines, unreadable } = await scrubLines(facts.log.lines, createScrubber(facts.known))
  const sections = [
    section('What this is', WHAT_IT_IS),
    section('App', aboutLines(facts.about)),
    section('Settings', settingLines(facts.settings)),
    section(
      'Connections',
      facts.connections.map((one, i) => `${i + 1}. ${describeConnection(one)}`).join('\n'),
    ),
    section('Diagnosis', facts.diagnosis.trim()),
    section('Stability test', stabilityLines(facts.stability)),
    section('Counters since the app started', pairs(Object.entries(facts.counters))),
  ].map(hide)
  const title = `Sluice diagnostics report\nMade ${new Date(facts.made_at).toISOString()}`
  return [title, ...sections, section('Log', logLines(facts.log, lines, unreadable))].join('\n\n') + '\n'
}

function section(title: string, body: string): string {
  return `${title}\n${'='.repeat(title.length)}\n${body === '' ? 'nothing' : body}`
}

function pairs(list: readonly (readonly [name: string, value: unknown])[]): string {
  const width = Math.max(...list.map(([name]) => name.length)) + 2
  return list.map(([name, value]) => `${name.padEnd(width)}${String(value)}`).join('\n')
}

function aboutLines(about: AboutApp): string {
  const gib = (about.memory_bytes / 1024 ** 3).toFixed(1)
  return pairs([
    ['Sluice', about.version],
    ['host', about.host],
    ['Electron', about.electron ?? 'none'],
    ['Chromium', about.chromium ?? 'none'],
    ['Node', about.node],
    ['system', `${about.platform} ${about.os_release} (${about.arch})`],
    ['processor', `${about.cores} cores`],
    ['memory', `${gib} GiB`],
    ['language', about.locale],
  ])
}

/** Every setting by its name: a new one does not compile until somebody has decided how it is shown. */
function settingLines(settings: Settings): string {
  const {
    theme,
    default_model,
    sidebar_hidden,
    queue_by_default,
    look_for_updates,
    timeouts,
    local_models,
    ...others
  } = settings
  others satisfies Record<string, never>
  const model = default_model?.model ?? null
  return pairs([
    ['theme', theme],
    ['default_model', model === null ? 'none chosen' : isShortWord(model) ? model : LEFT_OUT],
    ['sidebar_hidden', sidebar_hidden],
    ['queue_by_default', queue_by_default],
    ['look_for_updates', look_for_updates],
    ['models_folder', local_models.folder === null ? 'none chosen' : LEFT_OUT],
    ['unload_after_ms', local_models.unload_after_ms],
    ['hub', local_models.hub_url === DEFAULT_HUB_URL ? 'the usual one' : LEFT_OUT],
    ['files_added', local_models.files.length],
    ...TIMEOUTS.map((name) => [name, timeouts[name]] as const),
  ])
}

const TIMEOUTS = Object.keys(DEFAULT_SETTINGS.timeouts) as (keyof Timeouts)[]

function stabilityLines({ state, verdicts, plan, problem }: StabilityState): string {
  if (state === 'idle') return 'Not run since the app started.'
  if (state === 'failed') return `It could not be played: ${errorText(problem ?? '')}`
  const heads = { running: ['It is running.'], cancelled: ['It was cancelled.'], done: [] }
  const table = verdicts.length === 0 ? [] : [tableHead(), ...verdicts.map(tableRow)]
  return [...heads[state], ...table, verdictSentence(verdicts, plan.length)].join('\n')
}

async function scrubLines(
  lines: readonly string[],
  scrub: ScrubLine,
): Promise<{ lines: string[]; unreadable: number }> {
  const shown: string[] = []
  for (const [i, line] of lines.entries()) {
    if (i % LINES_AT_ONCE === LINES_AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve))
    const clean = scrub(line)
    if (clean !== null) shown.push(clean)
  }
  return { lines: shown, unreadable: lines.length - shown.length }
}

function logLines({ older }: LogTail, lines: readonly string[], unreadable: number): string {
  const about = [
    `${lines.length} lines, oldest first.`,
    ...(older ? ['Older lines are left out.'] : []),
    ...(unreadable > 0 ? [`${unreadable} could not be read and are left out.`] : []),
  ].join(' ')
  return [about, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')
}
