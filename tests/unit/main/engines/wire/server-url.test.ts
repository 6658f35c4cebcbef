import { describe, expect, test } from 'vitest'
import { checkServerUrl, endpoint } from '../../../../../src/main/engines/wire/server-url.ts'

describe('an address as typed', () => {
  test.each([
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434'],
    [' http://127.0.0.1:11434/ ', 'http://127.0.0.1:11434'],
    ['127.0.0.1:11434', 'http://127.0.0.1:11434'],
    ['localhost:1234/v1/', 'http://localhost:1234/v1'],
    ['https://api.example.com/openai/v1', 'https://api.example.com/openai/v1'],
    ['HTTP://[::1]:8080', 'http://[::1]:8080'],
  ])('%j is taken as %j', (text, url) => {
    expect(checkServerUrl(text)).toEqual({ url })
  })

  test.each([
    ['', /empty/],
    ['   ', /empty/],
    ['ftp://host', /http:\/\/ or https/],
    ['file:///etc/passwd', /address|http:\/\//],
    ['javascript:alert(1)', /not an address/],
    ['http://', /not an address/],
    ['http://user:secret@host', /key field/],
    ['http://sk-key@host', /key field/],
    ['http://host/?key=1', /leave out/],
    ['http://host/#x', /leave out/],
    ['http://ho st', /not an address/],
  ])('%j is refused in one sentence', (text, says) => {
    const checked = checkServerUrl(text)
    expect('refused' in checked && checked.refused).toMatch(says)
    expect(JSON.stringify(checked)).not.toMatch(/secret|sk-key/)
  })

  test('the path of a call follows the path of the address', () => {
    expect(endpoint('http://h/v1', '/models').href).toBe('http://h/v1/models')
    expect(endpoint('http://h', '/api/tags').href).toBe('http://h/api/tags')
  })
})
