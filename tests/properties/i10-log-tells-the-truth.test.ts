import { expect, test } from 'vitest'
import { findLogLies } from '../../src/main/self-test/log-truth.ts'
import { everyRace, RACE_TIMEOUT_MS } from '../support/racing-core.ts'

test(
  'I10: opens are ends and discarded together, one end comes before the next start of a session, and reasons are those told',
  { timeout: RACE_TIMEOUT_MS },
  async () => {
    const met = new Set<string>()
    await everyRace(({ core, sent }) => {
      expect(findLogLies(core.log)).toEqual([])
      const [ends, discarded] = [core.logOf('stream_end'), core.logOf('stream_discarded')]
      expect(core.logOf('stream_open')).toHaveLength(sent.length)
      expect(ends.length + discarded.length).toBe(sent.length)
      for (const line of [...ends, ...discarded]) {
        const told = core.events.find(
          (event) => event.stream_id === line['stream_id'] && event.type === 'done',
        )
        expect(told).toMatchObject({ reason: line['reason'] })
        met.add(line.event)
      }
    })
    expect(met.size).toBe(2)
  },
)
