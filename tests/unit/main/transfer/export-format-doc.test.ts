import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../store/temp-store.ts'
import { directChats } from './direct-chats.ts'
import { exported, imported } from './transfer-files.ts'

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../../docs/export-format.md'), 'utf8')

function example(language: 'json' | 'ndjson'): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(DOCUMENT)
  if (!found?.[1]) throw new Error(`the document has no example of ${language}`)
  return found[1]
}

test('the example of JSON in the document is imported, and exported as the same object, field by field in order', async () => {
  const store = await directChats()
  const text = example('json')
  expect((await imported(store, tempFolder(), text)).counts).toEqual({ imported: 1, copied: 0, skipped: 0 })
  const file = await exported(store, tempFolder(), 'json')
  expect(JSON.stringify(JSON.parse(file))).toBe(JSON.stringify(JSON.parse(text)))
})

test('the example of NDJSON is imported, and exported with the same bytes', async () => {
  const store = await directChats()
  const text = example('ndjson')
  expect((await imported(store, tempFolder(), text)).counts).toEqual({ imported: 1, copied: 0, skipped: 0 })
  expect(await exported(store, tempFolder(), 'ndjson')).toBe(text)
})

test('every field that Sluice writes is in the document', async () => {
  const fields = new Set([...example('json').matchAll(/"(\w+)":/g)].map(([, field]) => field ?? ''))
  expect(fields.size).toBeGreaterThan(25)
  const prose = DOCUMENT.replace(/^```[\s\S]*?^```$/gm, '')
  const named = [...fields].filter(
    (field) => !prose.includes(`\`${field}\``) && !prose.includes(`.${field}\``),
  )
  expect(named.filter((field) => !PLAIN.has(field))).toEqual([])
})

/** Parts of what is told as a whole. */
const PLAIN = new Set([
  'connection_id',
  'queue_id',
  'text',
  'message_id',
  'prompt_tokens',
  'completion_tokens',
  'first_token_ms',
  'total_ms',
  'tokens',
])
