import { options } from './lifecycle.ts'

/** One call that Electron would have carried out and the double only wrote down. */
export interface RecordedCall {
  name: string
  args: unknown[]
}

/** What specs read as `electron.__calls`; absent on the real Electron, where specs replace the member instead. */
export const calls: RecordedCall[] = []

/**
 * Makes functions that write their call down and answer `result`. A person who runs the app on this host is
 * told, because nothing visible happens.
 */
export function recorder(owner: string) {
  return <Result>(member: string, result: Result) =>
    (...args: unknown[]): Result => {
      const name = `${owner}.${member}`
      calls.push({ name, args })
      return result
    }
}

/** Like recorder, for what a person would miss: they read on the terminal what could not be shown. */
export function audibleRecorder(owner: string) {
  const record = recorder(owner)
  return <Result>(member: string, result: Result) => {
    const write = record(member, result)
    return (...args: unknown[]): Result => {
      if (!options.underPlaywright) {
        console.error(
          `Sluice on system Chromium: ${owner}.${member} cannot be shown here and was answered with its default.`,
        )
      }
      return write(...args)
    }
  }
}
