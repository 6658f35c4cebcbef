/**
 * The same function, computed again only when an argument is another one: for what is picked from the store at each of its
 * changes, and for results that have to stay the same object meanwhile. Only the last result is kept.
 */
export function rememberLast<Input extends readonly unknown[], Output>(
  compute: (...input: Input) => Output,
): (...input: Input) => Output {
  let last: { input: Input; output: Output } | null = null
  return (...input) => {
    const same = last?.input.every((value, index) => Object.is(value, input[index]))
    if (last === null || !same) last = { input, output: compute(...input) }
    return last.output
  }
}
