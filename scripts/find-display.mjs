// Whether a window can be shown here: a display that is only named shows nothing.
import { connect } from 'node:net'
import { isAbsolute, join } from 'node:path'

/** One on another machine may take its time; one on this computer answers at once. */
const ANSWERS_WITHIN_MS = 3_000
const X_PORT = 6_000

/** @typedef {Record<string, string | undefined>} Environment */

/**
 * Why no window can be shown, in a sentence with what to do; null when one can.
 * @param {Environment} env
 * @returns {Promise<string | null>}
 */
export async function whyNoDisplay(env = process.env, platform = process.platform) {
  if (platform !== 'linux') return null
  const { DISPLAY, WAYLAND_DISPLAY } = env
  if (!DISPLAY && !WAYLAND_DISPLAY) return 'There is no display here, so the window cannot be shown.'
  const places = [...waylandPlaces(env), ...xPlaces(DISPLAY)]
  const answers = await Promise.all(places.map((place) => doesAnswer(place)))
  if (answers.includes(true)) return null
  const named = DISPLAY ? `DISPLAY names “${DISPLAY}”` : `WAYLAND_DISPLAY names “${WAYLAND_DISPLAY}”`
  return `${named}, but nothing answers there, so the window cannot be shown: start that display, name one that runs, or make one up with \`xvfb-run -a npm start\`.`
}

/** @typedef {{ path: string } | { host: string, port: number }} Place */

/** @param {Environment} env @returns {Place[]} */
function waylandPlaces({ WAYLAND_DISPLAY: name, XDG_RUNTIME_DIR: folder }) {
  if (!name) return []
  if (isAbsolute(name)) return [{ path: name }]
  return folder ? [{ path: join(folder, name) }] : []
}

/** `:0`, `:0.0`, `unix:0`, `host:10.0`: where a server of X11 would be listening. @returns {Place[]} */
function xPlaces(display = '') {
  const [, named = '', number = ''] = /^(.*):(\d+)(?:\.\d+)?$/.exec(display) ?? []
  if (number === '') return []
  const port = X_PORT + Number(number)
  const host = named.replace(/^\[|\]$/g, '')
  if (host !== '' && host !== 'unix') return port < 65_536 ? [{ host, port }] : []
  const path = `/tmp/.X11-unix/X${number}`
  // Also without a file, where another root hides it.
  return [{ path }, { path: `\0${path}` }]
}

/** @param {Place} place @returns {Promise<boolean>} */
function doesAnswer(place) {
  return new Promise((resolve) => {
    const socket = connect(place)
    const limit = setTimeout(() => end(false), ANSWERS_WITHIN_MS)
    /** @param {boolean} answers */
    const end = (answers) => {
      clearTimeout(limit)
      socket.destroy()
      resolve(answers)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
