/** What this process holds open: one count per kind of resource, and listeners on the process itself. */
export type Stock = Map<string, number>

const SETTLE_LIMIT_MS = 2_000
const LOOK_EVERY_MS = 20

export function takeStock(): Stock {
  // Node opens these when they are first looked at (a worker does); they are nobody's leak.
  void process.stdout
  void process.stderr
  const stock: Stock = new Map()
  for (const kind of process.getActiveResourcesInfo()) stock.set(kind, (stock.get(kind) ?? 0) + 1)
  for (const name of process.eventNames()) stock.set(`listener ${String(name)}`, process.listenerCount(name))
  return stock
}

export interface OwnThings {
  /** What the parts under test say they still hold, each in a sentence. */
  held?: () => string[]
  within_ms?: number
}

/**
 * What is left behind, each in a sentence: processes still alive, what the parts still hold, and what the whole process
 * holds beyond the stock (timers, sockets, pipes, listeners). Without a stock only the first two count: in a running app
 * the rest is not the test's to judge. The system may take a moment to close what was let go, so it looks until nothing is
 * left, for `within_ms` at most.
 */
export async function findLeaks(
  before: Stock | null,
  pids: readonly number[],
  { held = () => [], within_ms = SETTLE_LIMIT_MS }: OwnThings = {},
): Promise<string[]> {
  const look = (): string[] => [
    ...pids.filter(isAlive).map((pid) => `engine process ${pid} is still alive`),
    ...held(),
    ...(before ? grownSince(before) : []),
  ]
  const until = performance.now() + within_ms
  let leaks = look()
  while (leaks.length > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    leaks = look()
  }
  return leaks
}

function grownSince(before: Stock): string[] {
  return [...takeStock()]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${kind}: ${count - (before.get(kind) ?? 0)} more than before`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
