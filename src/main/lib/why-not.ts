const WHY_NOT: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'nothing may be written there',
  EPERM: 'nothing may be written there',
  EROFS: 'it can only be read',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'it is no folder',
  EISDIR: 'a folder has this name',
}

/** Why the system did not let a file be written, in words that end a sentence. */
export function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (typeof code !== 'string') return 'the system refused'
  return WHY_NOT[code] ?? `the system refused (${code})`
}
