/** What this computer and this run know that nobody else shall read. */
export interface KnownSecrets {
  /** API keys, as they are. Shorter than 4 characters they are no secret. */
  secrets: readonly string[]
  /** The home folder, and the name of the user of this computer. */
  home: string
  user: string
}

const SECRET_MIN_CHARS = 4
const USER_MIN_CHARS = 3
/** Names that say nothing about who somebody is, and that reports need as words. */
const NOBODY: ReadonlySet<string> = new Set(
  'root user admin administrator guest ubuntu debian fedora pi runner builder node main window sluice electron chromium simulator ollama'.split(
    ' ',
  ),
)

/** A way to take them out of texts: `[key]`, `~`, `[user]`; and `[removed]` for what looks like a key nobody told us of. */
export function hideKnown({ secrets, home, user }: KnownSecrets): (text: string) => string {
  const hideSecrets = hideAll(secrets.flatMap(formsOf), '[key]')
  const homes = home.length > 1 ? [home, home.replaceAll('\\', '/'), home.replaceAll('\\', '\\\\')] : []
  const hideHome = hideAll(homes, '~')
  const named = user.length >= USER_MIN_CHARS && !NOBODY.has(user.toLowerCase())
  const whole_name = named
    ? new RegExp(
        `(?<![\\p{L}\\p{N}])${user.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
        'giu',
      )
    : null
  return (text) => {
    const hidden = hideKeyShapes(hideHome(hideSecrets(text)))
    return whole_name ? hidden.replace(whole_name, '[user]') : hidden
  }
}

function hideAll(forms: readonly string[], mark: string): (text: string) => string {
  // The longest first: a form that is part of another must not leave the other's rest behind.
  const sorted = [...new Set(forms)].toSorted((a, b) => b.length - a.length)
  return (text) => sorted.reduce((rest, form) => rest.replaceAll(form, mark), text)
}

/** How a secret may be written: as it is, in JSON, in an address, in base64 at any place of a longer text. */
function formsOf(secret: string): string[] {
  if (secret.length < SECRET_MIN_CHARS) return []
  const plain = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]
  const bytes = Buffer.from(secret)
  const coded = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url')
    // The first and the last character also hold bits of what stands beside the secret.
    const from = offset === 0 ? 0 : offset + 1
    return text.slice(from, Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const base64 = coded.filter((text) => text.length >= SECRET_MIN_CHARS)
  return [...plain, ...base64, ...base64.map((text) => text.replaceAll('-', '+').replaceAll('_', '/'))]
}

const BEARER = /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/giu
const KEY_PREFIX = /\b(?:(?:sk|pk|rk|hf|gsk|xai|nvapi|ghp|gho|glpat)[-_]|AIza)[\w-]{12,}/gu
const LONG_RUN = /[A-Za-z0-9+/=_-]{24,}/gu
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const WORD_MAX_CHARS = 12
/** In random letters a hump has fewer than 4. */
const HUMP_MEAN_CHARS = 5

/** What looks like a key, though nobody told us that it is one. */
function hideKeyShapes(text: string): string {
  return text
    .replace(BEARER, '[removed]')
    .replace(KEY_PREFIX, '[removed]')
    .replace(LONG_RUN, (run) => (UUID.test(run) || isMadeOfWords(run) ? run : '[removed]'))
}

/** Names and paths are words: with something between them, or in camel case. Keys are one long word, mostly with digits. */
function isMadeOfWords(run: string): boolean {
  const words = run.split(/[-_/=]/)
  return words.every((word) => word.length <= WORD_MAX_CHARS || isCamelCase(word))
}

function isCamelCase(word: string): boolean {
  const humps = word.split(/(?<=[a-z])(?=[A-Z])/)
  return /^[A-Za-z]+$/.test(word) && humps.length > 1 && word.length / humps.length >= HUMP_MEAN_CHARS
}
