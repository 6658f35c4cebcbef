/** Items or rows that are drawn, and compared, as one. */
export const ROWS_PER_GROUP = 24

/** `rows` in groups of ROWS_PER_GROUP, so that a list is grouped alike while it is open and once it has ended. */
export function groupRows<Row>(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = []
  for (let start = 0; start < rows.length; start += ROWS_PER_GROUP) {
    groups.push(rows.slice(start, start + ROWS_PER_GROUP))
  }
  return groups
}

/** The same rows, object by object? */
export function isSameGroup(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((row, index) => row === after[index])
}
