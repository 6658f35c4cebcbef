import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { errorStack, errorText, withoutContents } from '../../../../src/main/lib/error-text.ts'
import { LogFile } from '../../../../src/main/lib/log-file.ts'
import { ERROR_CODE, ERROR_NAMES, ERROR_WORDS } from '../../../../src/main/lib/error-words.ts'

const PROMPT = 'Mein Geheimnis: "geh heim", Zoë'

/** What a real failure says. */
function failureOf(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not fail')
}

describe('errors of the runtime keep their words and lose what they stumbled over', () => {
  const cases: [run: () => unknown, shown: RegExp][] = [
    [() => JSON.parse(PROMPT), /^SyntaxError: Unexpected token "…", .*is not valid JSON$/],
    [() => JSON.parse(`{"prompt": ${PROMPT}}`), /^SyntaxError: Unexpected token "…", .*is not valid JSON$/],
    [() => readFileSync(`/nowhere/${PROMPT}`), /^Error: ENOENT: no such file or directory, open "…"/],
    [
      () => (undefined as unknown as Record<string, unknown>)[PROMPT],
      /^TypeError: Cannot read properties of undefined \(reading "…"/,
    ],
    [() => new DatabaseSync(':memory:').exec(`select '${PROMPT}`), /^Error: unrecognized token/],
    [() => new DatabaseSync(`/nowhere/${PROMPT}.db`), /^Error: unable to open database file$/],
    [() => structuredClone(() => PROMPT), /^DataCloneError: \[…\] .*could not be cloned\.$/],
    [() => new URL(PROMPT), /^TypeError: Invalid URL$/],
    [() => (([] as string[]).length = -1), /^RangeError: Invalid array length$/],
    [() => process.kill(2 ** 22 + 1, 0), /^Error: kill ESRCH$/],
  ]
  test.each(cases)('%s', (run, shown) => {
    const text = errorText(String(failureOf(run)))
    expect(text).toMatch(shown)
    expect(text).not.toMatch(/Geheim|geh|Zo/)
  })

  test.each([
    'connect ECONNREFUSED 127.0.0.1:11434',
    'ENOSPC: no space left on device, write',
    'database or disk is full',
    'attempt to write a readonly database',
    'Maximum call stack size exceeded',
    'exit code 1',
  ])('“%s” stays as it is', (text) => expect(errorText(text)).toBe(text))
})

test('what Sluice itself writes as a reason stays as it is', () => {
  const reasons = [
    'in order, 53 ms',
    'asked twice',
    'took too long',
    'did not leave its run in time',
    'did not exit when asked',
    'the app exits',
    'another model needs its place',
    'does not speak the protocol',
    'its messages could not be saved',
    'StoreError: The disk is full. Make room, then try again.',
  ]
  expect(reasons.map(errorText)).toEqual(reasons)
})

describe('what is no word of an error', () => {
  test.each([
    ['the model said Geheimnis today', 'the model […]'],
    ['connect ECONNREFUSED 192.168.1.7:11434', 'connect ECONNREFUSED [host]'],
    ['getaddrinfo ENOTFOUND models.example.org', 'getaddrinfo ENOTFOUND […]'],
    ['GET https://me:key@models.example/v1?key=abc failed', 'GET https://[host] failed'],
    ['POST http://127.0.0.1:11434/v1/x?key=abc failed', 'POST http://127.0.0.1:11434 failed'],
    ['https://127.0.0.1.evil.example/ failed', 'https://[host] failed'],
    ['at ~/.config/Sluice/chats', 'at ~/[…]'],
    ['card 4111 1111 1111 1111', '[…]'],
    ['code 4711', 'code 4711'],
    ['say “Heimlich” and ‘still’ `geheim` «so» now', '[…] "…" and "…" "…" "…" […]'],
    ['never closed "the end', 'never closed "…"'],
    ["it doesn't exist", "it doesn't exist"],
    ['?!… >>> )))', '[…]'],
  ])('%s', (text, shown) => expect(errorText(text)).toBe(shown))

  test('a text is cut at 300 characters, at a word', () => {
    const text = errorText('the disk is full '.repeat(100))
    expect(text.length).toBeLessThanOrEqual(300)
    expect(text).toMatch(/^(the disk is full )+.*…$/)
    expect(errorText('x'.repeat(1_000_000))).toBe('[…]')
  })
})

/** Texts as errors are: their own words, figures, quotations, and what somebody wrote. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'Error:',
        'open',
        'is',
        'not',
        '17',
        '"',
        "'",
        '`',
        '“',
        '…',
        '[key]',
        '~/x',
        'http://a/b',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    ),
    { maxLength: 40 },
  )
  .map((words) => words.join(' '))

test('applied twice it changes nothing more', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(errorText(errorText(text))).toBe(errorText(text))
    }),
  )
})

test('of any text, no word passes that is none of an error', () => {
  const core = (token: string): string => token.replace(/^[([{]|[)\]}.,:;!?]+$/gu, '')
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      const strange = errorText(text)
        .split(' ')
        .map(core)
        .filter(
          (word) =>
            !/^(?:|-?[\d.]+(?:ms|s|%)?|"…"|…|\[…|~(?:\/\[…)?|\[?(?:key|host|removed|user))$/.test(word),
        )
        .filter((word) => !ERROR_WORDS.has(word.toLowerCase()) && !ERROR_NAMES.has(word))
        .filter(
          (word) =>
            !ERROR_CODE.test(word) &&
            !/^(?:https?|wss?):\/\/\[host$|^(?:127\.0\.0\.1|localhost|::1)/.test(word),
        )
      expect(strange).toEqual([])
    }),
  )
})

describe('a stack', () => {
  const stack = [
    `TypeError: ${PROMPT}`,
    '    at Registry.open (file:///home/zoe/sluice/out/main/index.js:12:7)',
    '    at async run (/home/zoe/my app/src/main/app.ts:1:2)',
    '    at processTicksAndRejections (node:internal/process/task_queues:105:5)',
    '    at secret (/home/zoe/private/notes.js:1:1)',
    '    at C:\\Users\\zoe\\sluice\\out\\main\\store-worker.js:3:4',
  ].join('\n')

  test('keeps the frames of the app and of Node, without the folders they lie in', () => {
    expect(errorStack(stack, PROMPT).split('\n')).toEqual([
      'TypeError:',
      '    at Registry.open (out/main/index.js:12:7)',
      '    at run (src/main/app.ts:1:2)',
      '    at processTicksAndRejections (node:internal/process/task_queues:105:5)',
      '    at <anonymous> (out/main/store-worker.js:3:4)',
    ])
    expect(errorStack(errorStack(stack, PROMPT))).toBe(errorStack(stack, PROMPT))
  })

  test('of an error that was given a stack to read shows its own alone', () => {
    const message = 'answer me\n    at planted (/x/out/main/index.js:1:1)'
    const error = `Error: ${message}\n    at ours (/x/out/main/index.js:2:2)`
    expect(errorStack(error, message)).toBe('Error:\n    at ours (out/main/index.js:2:2)')
  })

  test('of a real error names this file or nothing', () => {
    const error = failureOf(() => JSON.parse(PROMPT))
    expect(errorStack(error.stack ?? '', error.message)).not.toMatch(/Geheim|geh|Zo/)
    expect(errorStack('', 'x')).toBe('')
  })
})

test('of a line only what errors said is cleaned', () => {
  const line = {
    event: 'uncaught_exception',
    model: 'qwen3:8b',
    ms: 3,
    message: PROMPT,
    stack: `Error: ${PROMPT}\n    at ours (/x/out/main/index.js:2:2)`,
    detail: `no such ${PROMPT}`,
    url: 'https://example.org/?q=Geheimnis',
  }
  expect(withoutContents(line)).toEqual({
    event: 'uncaught_exception',
    model: 'qwen3:8b',
    ms: 3,
    message: '[…] "…", […]',
    stack: 'Error:\n    at ours (out/main/index.js:2:2)',
    detail: 'no such […] "…", […]',
    url: 'https://[host]',
  })
  expect(withoutContents({ event: 'app_quit' })).toEqual({ event: 'app_quit' })
})

test('the log file writes errors so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-errors-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const log = new LogFile(join(folder, 'sluice.log'))
  const { message, stack } = failureOf(() => JSON.parse(PROMPT))
  log.write({ event: 'uncaught_exception', message, stack })
  log.flushNow()
  const written = readFileSync(log.path, 'utf8')
  expect(written).toMatch(/"event":"uncaught_exception","message":"Unexpected token/)
  expect(written).not.toMatch(/Geheim|geh |Zo/)
})
