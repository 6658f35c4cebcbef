/** What the app is started for. Without a mode it opens its window. */
export type AppMode =
  | { mode: 'window' }
  | { mode: 'help'; out: string | null }
  | { mode: 'version'; out: string | null }
  | { mode: 'self-test'; json: boolean; out: string | null }
  | { mode: 'smoke'; json: boolean; out: string | null }
  | { mode: 'diagnose'; file: string | null; json: boolean; out: string | null }

/** A command line that asks for nothing we can do, in a sentence. */
export interface RefusedLine {
  refused: string
}

type ModeName = Exclude<AppMode['mode'], 'window'>

const MODES: Record<string, ModeName> = {
  '--help': 'help',
  '--version': 'version',
  '--self-test': 'self-test',
  '--diagnose': 'diagnose',
  '--smoke': 'smoke',
}
/** The switches that start the app without its window. */
export const MODE_SWITCHES: readonly string[] = Object.keys(MODES)

export const APP_USAGE = `Usage: sluice [MODE] [--json] [--out FILE]

Without a mode the window opens. The modes open none, and leave chats and settings alone:
  --self-test         play the stability test in engine processes and a store of its own
  --diagnose [FILE]   read the lifecycle log and say what went wrong; FILE: another log
  --smoke             try the whole app once, unseen: window, requests, store, ten tokens
  --version           print the version
  --help              print this

  --json              print the result as JSON (--smoke always does)
  --out FILE          write what is printed to FILE, too

Exit codes: 0 all is well, 1 something is broken, 2 wrong options or a file that cannot be
read or written, 3 nothing to judge.`

/** The switches of ours on a command line, as they were found. */
interface Found {
  modes: Set<ModeName>
  /** Words that belong to no switch. */
  words: string[]
  file: string | null
  json: boolean
  out: string | null
}

/**
 * Reads the app's command line as `process.argv` has it. Switches that are not ours belong to the runtime (`--no-sandbox`,
 * `--user-data-dir=…`) and pass. Unpackaged, the first word is the app's own folder and is no word of ours.
 */
export function readAppMode(argv: readonly string[], packaged: boolean): AppMode | RefusedLine {
  const args = packaged ? argv.slice(1) : withoutFolder(argv.slice(1))
  const found = readSwitches(args)
  return 'refused' in found ? found : choose(found)
}

function withoutFolder(args: readonly string[]): string[] {
  const at = args.findIndex((arg) => !arg.startsWith('-'))
  return args.filter((_arg, index) => index !== at)
}

function readSwitches(args: readonly string[]): Found | RefusedLine {
  const found: Found = { modes: new Set(), words: [], file: null, json: false, out: null }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      found.words.push(...args.slice(i + 1))
      break
    }
    if (!arg.startsWith('-')) {
      found.words.push(arg)
      continue
    }
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    const value = equals < 0 ? null : arg.slice(equals + 1)
    if (name === '--out') {
      const file = value ?? (args[i + 1]?.startsWith('-') ? undefined : args[++i])
      if (!file) return { refused: '--out needs the name of a file.' }
      found.out = file
    } else if (name === '--diagnose' && value !== null) {
      if (value === '') return { refused: '--diagnose= needs the name of a log file.' }
      found.modes.add('diagnose')
      found.file = value
    } else if (name === '--json' || MODES[name]) {
      if (value !== null) return { refused: `${name} takes no value.` }
      if (MODES[name]) found.modes.add(MODES[name])
      else found.json = true
    }
  }
  return found
}

function choose({ modes, words, file, json, out }: Found): AppMode | RefusedLine {
  if (modes.has('help')) return { mode: 'help', out }
  const [mode, second] = modes
  if (!mode) {
    const lonely = json ? '--json' : out === null ? null : '--out'
    return lonely
      ? { refused: `${lonely} goes with a mode: --self-test, --diagnose or --smoke.` }
      : { mode: 'window' }
  }
  if (second) return { refused: `--${mode} and --${second} are two things: choose one.` }
  if (mode === 'version' || mode === 'help') {
    if (json) return { refused: `--${mode} has no --json.` }
    return words.length > 0 ? strayWord(mode, words) : { mode, out }
  }
  if (mode !== 'diagnose') return words.length > 0 ? strayWord(mode, words) : { mode, json, out }
  const files = file === null ? words : [file, ...words]
  if (files.length > 1)
    return { refused: `--diagnose reads one log; these are ${files.length}: ${files.join(', ')}.` }
  return { mode, file: files[0] ?? null, json, out }
}

function strayWord(mode: string, [word]: string[]): RefusedLine {
  return { refused: `--${mode} takes no file, so “${word}” means nothing here.` }
}
