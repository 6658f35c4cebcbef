import type { LogLine } from '../../../../../src/main/ports.ts'
import type { CoreModules, CoreUnderTest } from '../../../../support/core-under-test.ts'
import type { Step } from '../../../../support/lifecycle-model.ts'
import { LifecycleModel } from '../../../../support/lifecycle-model.ts'
import type { ScriptedEngineOptions } from '../../../../support/scripted-engine.ts'

/** What the log of a core holds beside its streams when its app starts and quits as it should. */
export function asFile(lines: readonly LogLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** From now on each line of the core's log has the core's own time, as in the file. */
export function stampLines(core: CoreUnderTest): void {
  const add = core.log.push.bind(core.log)
  core.log.push = (...lines) => add(...lines.map((line) => stamped(core, line)))
}

function stamped({ clock }: CoreUnderTest, { event, ...fields }: LogLine): LogLine {
  return { time: new Date(clock.wallTime()).toISOString(), event, ...fields }
}

/** The log of one run of an app with the real core, in the hands of fate, from its start to its exit. `name`: its ids. */
export async function logOfALife(
  modules: CoreModules,
  engine: ScriptedEngineOptions,
  steps: readonly Step[],
  name: string,
): Promise<string> {
  const model = new LifecycleModel(modules, engine)
  const { core } = model
  stampLines(core)
  core.log.push({ event: 'app_start', version: '0.1.0', pid: 1 }, { event: 'store_opened', interrupted: 0 })
  for (const step of steps) await model.take(step)
  core.log.push({ event: 'app_quit' })
  await model.end()
  core.log.push({ event: 'app_exit', why: 'in order, 12 ms' })
  return asFile(core.log).replaceAll('"id-', `"${name}-`)
}
