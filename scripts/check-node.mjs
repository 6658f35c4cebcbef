/** Electron 45 carries Node 24; the tests and the stability test run on the same. */
export function checkNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 24) return
  console.error(
    `Sluice is built and tested on Node 24; this is ${process.version}. ` +
      'On Linux (x64, arm64) `npm ci` brings it along, so run this through npm; elsewhere install Node 24 (see .nvmrc).',
  )
  process.exit(1)
}
