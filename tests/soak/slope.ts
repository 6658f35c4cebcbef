export interface Sample {
  at_ms: number
  value: number
}

/** By how much a value grows in an hour: the line of least squares through the samples. */
export function slopePerHour(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length
  const at = mean(({ at_ms }) => at_ms)
  const value = mean((sample) => sample.value)
  let over = 0
  let under = 0
  for (const sample of samples) {
    over += (sample.at_ms - at) * (sample.value - value)
    under += (sample.at_ms - at) ** 2
  }
  return under === 0 ? 0 : (over / under) * 3_600_000
}
