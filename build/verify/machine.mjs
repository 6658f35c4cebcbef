/** @type {Record<number, string>} */
const ELF = { 62: 'x64', 183: 'arm64', 40: 'arm', 243: 'riscv64' }
/** @type {Record<number, string>} */
const PE = { 0x8664: 'x64', 0xaa64: 'arm64', 0x014c: 'ia32' }
/** @type {Record<number, string>} */
const MACH_O = { 0x01000007: 'x64', 0x0100000c: 'arm64' }

/**
 * The system and processor that a program or library is built for, as `linux-x64`; 'nothing known' for any other file.
 * @param {Buffer} bytes
 */
export function machineOf(bytes) {
  if (bytes.length < 64) return 'nothing known'
  if (bytes.readUInt32BE(0) === 0x7f454c46) return `linux-${ELF[bytes.readUInt16LE(18)] ?? 'other'}`
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return `mac-${MACH_O[bytes.readUInt32LE(4)] ?? 'other'}`
  if (bytes.toString('latin1', 0, 2) === 'MZ') {
    const at = bytes.readUInt32LE(60)
    if (at + 6 <= bytes.length && bytes.toString('latin1', at, at + 4) === 'PE\0\0') {
      return `win-${PE[bytes.readUInt16LE(at + 4)] ?? 'other'}`
    }
  }
  return 'nothing known'
}
