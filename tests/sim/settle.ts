import { Broken, demand } from './broken.ts'
import type { SimApp } from './sim-app.ts'
import { runPromises } from './virtual-globals.ts'
import type { World } from './world.ts'

const ROUNDS_MAX = 400
const EVENTS_MAX = 4_000
/** A round of the world's course, so that whatever is due is done. */
const ROUND_MS = 400

/**
 * Everything comes to rest: the disk is well, engines finish, every waiting prompt is sent. Then nothing may be left over,
 * every window shows what is on disk, and after a quit nothing is left at all.
 */
export function settle(world: World): void {
  for (let round = 0; world.app?.quitting; round++) {
    if (round > ROUNDS_MAX) throw new Broken('I5', 'the app never quits')
    calm(world)
    world.wait(ROUND_MS)
  }
  if (!world.app) world.start()
  const { app } = world
  if (!app) return
  app.client.full_for = 0
  world.memory.short = false
  for (let round = 0; ; round++) {
    if (round > ROUNDS_MAX) throw new Broken('I8', `it never comes to rest: ${whyNot(world).join(', ')}`)
    course(world, round)
    if (round < 4 || whyNot(world).length > 0) continue
    // Windows bring chats in the background up to date a little later.
    world.wait(ROUND_MS)
    if (whyNot(world).length === 0) break
  }
  for (const window of world.windows) world.windowJudge.equalsDisk(window)
  world.judge.end()
  world.diskJudge.checkPrompts()
  world.promptJudge.checkGivenBack(composersOf(world))
  world.quit()
  for (let round = 0; world.app; round++) {
    if (round > ROUNDS_MAX) throw new Broken('I5', 'the app never quits')
    calm(world)
    world.wait(20)
  }
}

function composersOf(world: World): string[] {
  return world.windows.flatMap(({ app }) =>
    Object.values(app.store.getState().drafts).map(({ text }) => text),
  )
}

/** Everything that can happen by itself does. */
function calm(world: World): void {
  for (let events = 0; world.happen(events); events++) {
    demand(events < EVENTS_MAX, 'I8', () => 'the world never becomes calm')
  }
}

function course(world: World, round: number): void {
  const { app } = world
  if (!app) return
  calm(world)
  for (const child of world.host.processes) {
    if (child.life && round % 2 === 0) child.act(2 + 32 + 64)
    else if (!child.life) child.act(15)
  }
  for (const connection of world.server.connections) if (round % 2 === 0) connection.act(2 + 32)
  world.wait(round % 10 === 9 ? 12_000 : ROUND_MS)
  calm(world)
  if (app.unsaved > 0) void app.registry.retrySaves()
  if (round % 5 === 4) goOn(app)
  runPromises()
}

/** A person lets everything go on that waits for one. */
function goOn(app: SimApp): void {
  for (const model of ['pool', 'one']) app.restartEngines(model)
  for (const { session_id, paused } of app.queue.all()) {
    if (paused && app.sessions.get(session_id)) void app.queue.resume(session_id)
  }
}

/** What is not at rest yet, in words. */
function whyNot(world: World): string[] {
  const { app } = world
  if (!app) return ['the app is not running']
  const waiting = app.queue.all().filter(({ session_id }) => app.sessions.get(session_id))
  return [
    ...(app.registry.size > 0 ? [`${app.registry.size} streams are not released`] : []),
    ...(app.unsaved > 0 ? [`${app.unsaved} answers are not saved`] : []),
    ...waiting.map(
      ({ session_id, prompts, paused }) => `${prompts.length} prompts wait in ${session_id} (${paused})`,
    ),
    ...(world.happenings().length > 0 ? ['something can still happen'] : []),
  ]
}
