import { ASCII } from '../../../shared/fold.ts'
import type { Clause } from './search-query.ts'
import { findAll } from './snippet.ts'

/** Tells whether a text has a clause, as the index would; fast for texts of plain ASCII. */
export function clauseMatcher(clause: Clause): (text: string) => boolean {
  const plain = clause.terms.every((term) => ASCII.test(term)) ? plainPattern(clause) : null
  return (text) => {
    if (ASCII.test(text)) return plain?.test(text) ?? false
    return findAll(text, [clause], 1).length > 0
  }
}

/** The terms, between which nothing but signs and blanks stands. They are letters and digits: nothing in them needs escaping. */
function plainPattern({ terms, prefix }: Clause): RegExp {
  const end = prefix ? '' : '(?![0-9A-Za-z])'
  return new RegExp(`(?<![0-9A-Za-z])${terms.join('[^0-9A-Za-z]+')}${end}`, 'i')
}
