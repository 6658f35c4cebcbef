import { WorkerCore } from './run-worker.ts'

/**
 * A small app of its own, to be killed: starts one engine process that is stuck in its loop, one that writes and one that
 * is idle, prints their pids and its pid file as JSON and goes on.
 */
const core = new WorkerCore()
const idle = await core.ask('normal?rate=2000&length=5&first_ms=0', 'idle')
const blocked = core.send('blocked-loop?rate=1000&first_ms=0&length=20', 'blocked', 'session 1')
await core.text(blocked, core.expectedOf(blocked).length)
const writing = core.send('normal?rate=50&length=100000&first_ms=0', 'writing', 'session 2')
await core.text(writing, 20)
const [idle_pid, blocked_pid, writing_pid] = core.pids
process.stdout.write(
  `${JSON.stringify({ idle_pid, blocked_pid, writing_pid, pid_file: core.pid_file, idle })}\n`,
)
