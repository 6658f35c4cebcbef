// Who publishes: the one place for what only a publisher can decide. The values here are placeholders, good for builds of one's
// own; each is replaced by its variable, and a release is not built while one is left.

/** An empty variable, as a workflow hands it on, is none. @param {string} name */
function told(name) {
  return process.env[name] || undefined
}

/** @type {Record<'app_id' | 'homepage' | 'maintainer', { variable: string, placeholder: string }>} */
const DECIDED = {
  // Reverse of a domain that is the publisher's: the bundle on macOS, the registry on Windows, the metainfo on Linux.
  app_id: { variable: 'SLUICE_APP_ID', placeholder: 'app.sluice.Sluice' },
  homepage: { variable: 'SLUICE_HOMEPAGE', placeholder: 'https://sluice.invalid' },
  maintainer: {
    variable: 'SLUICE_MAINTAINER',
    placeholder: 'The Sluice authors <packages@sluice.invalid>',
  },
}

/** @param {keyof typeof DECIDED} what */
const decided = (what) => told(DECIDED[what].variable) ?? DECIDED[what].placeholder

export const PUBLISHER = {
  app_id: decided('app_id'),
  homepage: decided('homepage'),
  maintainer: decided('maintainer'),
  /** Where signed installers look for newer ones; without it the app has no updates at all. */
  update_url: told('SLUICE_UPDATE_URL'),
}

/** What makes a build one for others: a feed, a certificate, or the word that it is a release. */
const FOR_OTHERS = ['SLUICE_RELEASE', 'SLUICE_UPDATE_URL', 'CSC_LINK', 'WIN_CSC_LINK']

/** Why this build must not be made, or null. */
export function refuseToPublish() {
  const because = FOR_OTHERS.filter((name) => told(name))
  const left = Object.values(DECIDED).filter(({ variable, placeholder }) => {
    const value = told(variable)
    return value === undefined || value === placeholder || /\.invalid\b/.test(value)
  })
  if (because.length === 0 || left.length === 0) return null
  const names = left.map(({ variable, placeholder }) => `  ${variable} (now ${placeholder})`)
  return `This build is for others (${because.join(', ')}), and still has placeholders. Set\n\n${names.join('\n')}\n\nas docs/packaging.md says.`
}
