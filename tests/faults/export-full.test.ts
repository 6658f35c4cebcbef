import { execFileSync } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exportChats } from '../../src/main/transfer/export-chats.ts'
import { tempFolder } from '../unit/main/store/temp-store.ts'
import { directChats } from '../unit/main/transfer/direct-chats.ts'
import { chatOf } from '../unit/main/transfer/sample-chats.ts'

/** Only root may mount, and only Linux has this file system. */
const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0

/** A disk of 1 MiB; null where this machine lets nobody mount one. */
function smallDisk(): string | null {
  const folder = tempFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => void execFileSync('umount', [folder]))
  return folder
}

test.runIf(CAN_MOUNT)(
  'a disk that fills up while it is exported is told, nothing is left, and it works when there is room',
  async ({ skip }) => {
    const folder = smallDisk()
    if (folder === null) return skip('this machine lets nobody mount a small disk')
    const source = await directChats()
    source.put(chatOf('small'), chatOf('large', 'x'.repeat(3_000_000)))
    writeFileSync(join(folder, 'what was there.txt'), 'kept')
    const job = {
      source,
      session_ids: null,
      format: 'json' as const,
      path: join(folder, 'chats.json'),
      modelName: () => '',
      signal: new AbortController().signal,
      onProgress: () => {},
    }
    await expect(exportChats(job)).rejects.toThrow(
      /^“chats\.json” was not written in .*: the disk is full\. Choose another place\.$/,
    )
    expect(readdirSync(folder)).toEqual(['what was there.txt'])
    expect(await exportChats({ ...job, session_ids: ['small' as never] })).toBe(1)
    expect(statSync(join(folder, 'chats.json')).size).toBeGreaterThan(100)
  },
)
