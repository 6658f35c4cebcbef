import { homedir, userInfo } from 'node:os'
import type { StreamRecorder } from './self-test/stream-recorder.ts'
import type { Broadcast } from './ipc/broadcast.ts'
import type { TestersParts } from './ipc/testers-handlers.ts'
import type { Clock } from './lib/clock.ts'
import type { LogFile } from './lib/log-file.ts'
import { aboutApp } from './self-test/bundle/about-app.ts'
import type { AboutApp } from './self-test/bundle/bundle-facts.ts'
import type { KnownSecrets } from './self-test/bundle/hide-known.ts'
import { Bundles } from './self-test/bundle/bundles.ts'
import { diagnose } from './self-test/diagnose/diagnose.ts'
import { StabilityRun } from './self-test/stability-run.ts'
import type { Store } from './store/store.ts'
import type { VerifyCoreOptions } from './verify-core.ts'
import { createVerifyCore, SIMULATOR_UNDER_TEST } from './verify-core.ts'
import type { PageWatch } from './window/page-watch.ts'
import type { ConnectionStatus } from '../shared/engine-info.ts'

export interface TestersKitNeeds {
  log: LogFile
  clock: Clock
  app: Pick<AboutApp, 'version' | 'host' | 'locale'>
  store: Store
  broadcast: Broadcast
  recorder: StreamRecorder
  pages: PageWatch
  connections: () => ConnectionStatus[]
  /** The built parts of a core that the stability test starts for itself. */
  ownCore: VerifyCoreOptions
  /** Where a report shall be saved; null when the person changed their mind. */
  askWhere: (file_name: string) => Promise<string | null>
}

/** What testers have beside the chat. Nothing of it is in the way of an answer. */
export function createTestersKit(needs: TestersKitNeeds): TestersParts & { stability: StabilityRun } {
  const { log, clock, store, broadcast, recorder, pages } = needs
  const diagnoseOwnLog = (): ReturnType<typeof diagnose> => {
    log.flushNow()
    return diagnose(log.path)
  }
  const stability = new StabilityRun({
    createCore: () => createVerifyCore(needs.ownCore),
    engine: SIMULATOR_UNDER_TEST,
    clock,
    onChanged: (state) => broadcast('stability:changed', state),
  })
  const bundles = new Bundles({
    facts: () => ({
      about: aboutApp(needs.app),
      settings: store.settings.get(),
      connections: needs.connections(),
      stability: stability.state,
      counters: recorder.counters(),
      known: knownSecrets(store),
    }),
    log_file: log.path,
    flushLog: () => log.flushNow(),
    askWhere: needs.askWhere,
    wallTime: () => clock.wallTime(),
  })
  return { recorder, pages, stability, diagnose: diagnoseOwnLog, bundles }
}

/** What a report must not hold even where nobody expects it. */
function knownSecrets({ connections }: Store): KnownSecrets {
  const secrets = connections.list().flatMap(({ connection_id }) => connections.keyOf(connection_id) ?? [])
  return { secrets, home: homedir(), user: userName() }
}

/** Throws on a system that has no name for this user (a container's bare number). */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}
