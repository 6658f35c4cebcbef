import { characterEntities } from 'character-entities'

/** All names that HTML knows; any other stays as it was typed. */
const NAMED: ReadonlyMap<string, string> = new Map(Object.entries(characterEntities))

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]*));/g

function fromCodePoint(code: number): string {
  const usable = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return usable ? String.fromCodePoint(code) : '\ufffd'
}

/** Resolves character references (`&amp;`, `&#8364;`) in one pass: what a reference stands for is never read again. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(REFERENCE, (all: string, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return fromCodePoint(Number.parseInt(decimal, 10))
    if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16))
    return (name !== undefined && NAMED.get(name)) || all
  })
}
