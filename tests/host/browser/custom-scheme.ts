// A stock Chromium neither loads nor fetches an unknown scheme. So app://bundle/x travels as
// https://bundle.app-scheme.test/x: a secure, standard origin of its own, answered before any network.

const schemes = new Set<string>()

/** Makes `scheme` one that toChromium maps. Electron's privileges all hold for https anyway. */
export function addCustomScheme(scheme: string): void {
  schemes.add(scheme.toLowerCase())
}

export function toChromium(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url)
  const [, scheme = '', host = '', rest = ''] = match ?? []
  if (!schemes.has(scheme.toLowerCase())) return url
  return `https://${host || 'none'}.${scheme.toLowerCase()}-scheme.test${rest || '/'}`
}

export function fromChromium(url: string): string {
  return url.replace(/^https:\/\/([^/?#]+)\.([a-z0-9+.-]+)-scheme\.test/i, '$2://$1')
}

/** Origin in the form Electron gives for a standard custom scheme: `app://bundle`. */
export function originOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? 'null'
}

/** A policy that names the custom scheme, in the words of the mapped one. */
export function mapPolicy(policy: string): string {
  return policy.replaceAll(
    /(?<=^|[\s;])([a-z][a-z0-9+.-]*):(\/\/[\w.-]+)?(?=[\s;/]|$)/gi,
    (source, scheme: string) => {
      if (!schemes.has(scheme.toLowerCase())) return source
      const host = source.slice(scheme.length + 3)
      return `https://${host || '*'}.${scheme.toLowerCase()}-scheme.test`
    },
  )
}
