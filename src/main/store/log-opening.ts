import type { WriteLog } from '../ports.ts'
import type { OpenReport } from './store-protocol.ts'

/** What was found at start, in lines of figures and names of files. */
export function logOpening(report: OpenReport, writeLog: WriteLog): void {
  const { damage, salvaged, restored, ...found } = report
  if (damage?.how === 'salvaged') {
    const { tables, rows_saved, rows_expected } = salvaged ?? {}
    const { saved_percent, aside } = damage
    writeLog({ event: 'store_salvaged', tables, rows_saved, rows_expected, saved_percent, aside })
  }
  if (damage?.how === 'restored') {
    writeLog({ event: 'store_restored', backup_at: damage.backup_at, aside: damage.aside })
  }
  if (damage?.how === 'started_new') writeLog({ event: 'store_started_new', aside: damage.aside })
  if (restored) {
    const { backup, refused } = restored
    if (refused === null) writeLog({ event: 'backup_restored', backup })
    else writeLog({ event: 'backup_refused', backup, kind: refused })
  }
  writeLog({ event: 'store_opened', ...found })
}
