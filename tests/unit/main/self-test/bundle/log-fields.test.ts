import { parseSync, Visitor } from 'oxc-parser'
import { expect, test } from 'vitest'
import { errorText } from '../../../../../src/main/lib/error-text.ts'
import {
  FRAME_FIELDS,
  TEXT_FIELDS,
  WORD_FIELDS,
} from '../../../../../src/main/self-test/bundle/log-fields.ts'
import { readSources } from '../../../../architecture/source-tree.ts'

type Node = { type: string; [key: string]: unknown }

/** What stands in an object or a type, by name; null where a name is computed or spread. */
function namesIn(members: readonly Node[]): (string | null)[] {
  return members.map((member) => {
    const key = member['key'] as Node | undefined
    return key?.type === 'Identifier' ? String(key['name']) : null
  })
}

/** `event: 'a_word'`, as a value or as a type. */
function isEventName(member: Node): boolean {
  const [name] = namesIn([member])
  const value = (member['value'] ?? (member['typeAnnotation'] as Node | null)?.['typeAnnotation']) as
    | Node
    | undefined
  return name === 'event' && (value?.type === 'Literal' || value?.type === 'TSLiteralType')
}

/** The fields of every object or type with an `event` in words: what the code writes into the log, and what it says there. */
function writtenFields(): { fields: Map<string, string>; sentences: Set<string> } {
  const fields = new Map<string, string>()
  const sentences = new Set<string>()
  for (const { path, text } of readSources('src/main')) {
    // What the simulator notes for `verify` is in a file of its own, and no log.
    if (path.startsWith('src/main/engines/simulator/')) continue
    const note = (members: readonly Node[]): void => {
      const names = namesIn(members)
      if (!members.some(isEventName)) return
      for (const name of names) if (name !== null) fields.set(name, path)
      for (const member of members) {
        const said = (member['value'] as Node | undefined)?.['value']
        const [name] = namesIn([member])
        if (typeof said === 'string' && name && TEXT_FIELDS.has(name)) sentences.add(said)
      }
    }
    new Visitor({
      ObjectExpression: (node) => note(node.properties as unknown as Node[]),
      TSTypeLiteral: (node) => note(node.members as unknown as Node[]),
    }).visit(parseSync(path, text).program)
  }
  return { fields, sentences }
}

test('every field the code writes into the log is known, so that a report can decide about it', () => {
  const known = new Set(['time', 'event', ...TEXT_FIELDS, ...WORD_FIELDS, ...FRAME_FIELDS])
  const { fields } = writtenFields()
  expect(fields.size).toBeGreaterThan(35)
  const unknown = [...fields].filter(([name]) => !known.has(name)).map(([name, path]) => `${name} in ${path}`)
  expect(unknown).toEqual([])
})

test('what the code itself says in the log stays readable', () => {
  const { sentences } = writtenFields()
  expect(sentences.size).toBeGreaterThan(2)
  expect([...sentences].filter((said) => errorText(said) !== said)).toEqual([])
})

test('no field is of two kinds', () => {
  const all = [...TEXT_FIELDS, ...WORD_FIELDS, ...FRAME_FIELDS]
  expect(all.length).toBe(new Set(all).size)
})
