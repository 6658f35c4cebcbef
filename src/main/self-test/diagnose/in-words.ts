/** Figures as people say them. */

/** “480 ms”, “2.4 s”, “3 min 5 s”, “2 h 5 min”, “3 days”. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const seconds = ms / 1_000
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return joined(minutes, 'min', whole % 60, 's')
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return joined(hours, 'h', minutes % 60, 'min')
  return `${Math.floor(hours / 24)} days`
}

function joined(large: number, unit: string, small: number, small_unit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${small_unit}`
}

/** “1 answer”, “12,345 answers”. */
export function times(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}

/** The parts that are there, as one text. */
export function sentences(...parts: (string | false | null)[]): string {
  return parts.filter(Boolean).join(' ')
}
