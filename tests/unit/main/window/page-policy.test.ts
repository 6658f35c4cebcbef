import { expect, test } from 'vitest'
import { PAGE_POLICY } from '../../../../src/main/window/page-policy.ts'

/** Directive by directive, as a browser reads it: names without case, the first of a name wins. */
function parsePolicy(text: string): Record<string, string[]> {
  const directives: Record<string, string[]> = {}
  for (const part of text.split(';')) {
    const [name = '', ...values] = part.trim().split(/\s+/)
    directives[name.toLowerCase()] ??= values
  }
  return directives
}

test('the page may run and style itself, show its own images and fonts, and nothing else', () => {
  expect(parsePolicy(PAGE_POLICY['content-security-policy'] ?? '')).toEqual({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'none'"],
    'form-action': ["'none'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ["'none'"],
  })
})

test('beside the policy: no guessing of types, no shared windows, no referrer', () => {
  const { 'content-security-policy': _policy, ...others } = PAGE_POLICY
  expect(others).toEqual({
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  })
})
