// `node build/make-icons.mjs`: every icon from the two drawings in build/icon, drawn by Chromium. The results are committed,
// so that a build needs no browser.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findChromium } from '../scripts/find-chromium.mjs'

const here = import.meta.dirname
/** Up to this many pixels the simple drawing is the legible one. */
const SMALL_UP_TO = 32
const SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]
/** Of an .ico: what Windows asks for, 256 at most. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
/** Of an .icns: its type for a PNG of so many pixels; the same picture serves a half-sized place on a dense screen. */
const ICNS_TYPES = {
  icp4: 16,
  ic11: 32,
  icp5: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
}

const pictures = await draw()
mkdirSync(join(here, 'icons'), { recursive: true })
for (const [size, png] of pictures) writeFileSync(join(here, 'icons', `${size}x${size}.png`), png)
writeFileSync(join(here, 'icon.ico'), ico())
writeFileSync(join(here, 'icon.icns'), icns())
console.log(`${pictures.size} sizes, icon.ico, icon.icns`)

/** @returns {Promise<Map<number, Buffer>>} */
async function draw() {
  const executablePath = findChromium()?.path
  if (!executablePath) throw new Error('Chromium is needed to draw the icons; none was found.')
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath, args })
  const page = await browser.newPage()
  const drawn = new Map()
  for (const size of SIZES) {
    const svg = readFileSync(join(here, 'icon', size <= SMALL_UP_TO ? 'sluice-small.svg' : 'sluice.svg'))
    await page.setViewportSize({ width: size, height: size })
    const source = `data:image/svg+xml;base64,${svg.toString('base64')}`
    await page.setContent(
      `<body style="margin:0"><img src="${source}" width="${size}" height="${size}" style="display:block">`,
    )
    drawn.set(size, await page.screenshot({ omitBackground: true }))
  }
  await browser.close()
  return drawn
}

/** @param {number} size */
function picture(size) {
  const png = pictures.get(size)
  if (!png) throw new Error(`no picture of ${size} pixels`)
  return png
}

/** A directory of PNGs. https://learn.microsoft.com/windows/win32/menurc/resource-file-formats */
function ico() {
  const head = Buffer.alloc(6 + 16 * ICO_SIZES.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(ICO_SIZES.length, 4)
  let at = head.length
  for (const [index, size] of ICO_SIZES.entries()) {
    const entry = 6 + 16 * index
    // 0 means 256.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(picture(size).length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += picture(size).length
  }
  return Buffer.concat([head, ...ICO_SIZES.map(picture)])
}

/** Blocks of a type, a length and a PNG, in one block. https://en.wikipedia.org/wiki/Apple_Icon_Image_format */
function icns() {
  const blocks = Object.entries(ICNS_TYPES).map(([type, size]) => block(type, picture(size)))
  return block('icns', Buffer.concat(blocks))
}

/**
 * @param {string} type
 * @param {Buffer} content
 */
function block(type, content) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + content.length, 4)
  return Buffer.concat([head, content])
}
