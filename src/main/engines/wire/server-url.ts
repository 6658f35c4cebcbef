/** A server's base address without a trailing slash, or why the text is none, in one sentence for people. */
export type CheckedUrl = { url: string } | { refused: string }

/** Checks an address as typed. A missing scheme means http, as in 127.0.0.1:11434. */
export function checkServerUrl(text: string): CheckedUrl {
  const typed = text.trim()
  if (typed === '') return { refused: 'The address is empty; it looks like http://127.0.0.1:11434.' }
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`
  const url = URL.parse(absolute)
  if (!url || url.hostname === '')
    return { refused: 'That is not an address; it looks like http://127.0.0.1:11434.' }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { refused: `The address must begin with http:// or https://, not ${url.protocol}//.` }
  }
  if (url.username !== '' || url.password !== '') {
    return { refused: 'The address must not contain a name or password; put the key into the key field.' }
  }
  if (url.search !== '' || url.hash !== '') {
    return { refused: 'The address must end with its path; leave out everything from the ? or # on.' }
  }
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}` }
}

/** The address of one call below a checked base address. */
export function endpoint(base: string, path: string): URL {
  return new URL(`${base.replace(/\/+$/, '')}${path}`)
}

/** How a server is named in sentences: "Ollama at 127.0.0.1:11434". */
export function serverLabel(name: string, url: string): string {
  return `${name.trim() || 'The server'} at ${URL.parse(url)?.host ?? url}`
}
