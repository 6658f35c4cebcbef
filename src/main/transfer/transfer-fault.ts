/** What stands in the way of a transfer, told as a sentence for people: a file that is not right, a disk that refuses. */
export class TransferFault extends Error {
  override readonly name = 'TransferFault'
}

/** The person, or the end of the app, called it off. */
export class TransferCancelled extends Error {
  override readonly name = 'TransferCancelled'
}

export function unlessCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new TransferCancelled()
}
