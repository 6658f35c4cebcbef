// `node tests/bench/render/some.ts [scenario ...] [--rounds=3] [--contestants=Sluice,streamdown]`: a part of the group, each run told as it ends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { figureText } from '../report.ts'
import { rendering } from './rendering.ts'
import { CONTESTANTS, SCENARIOS } from './scenarios.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, contestants: { type: 'string' } },
})
const scratch = mkdtempSync(join(tmpdir(), 'sluice-render-'))
try {
  const scenarios = SCENARIOS.filter(({ id }) => positionals.length === 0 || positionals.includes(id))
  const names = values.contestants?.split(',')
  const figures = await rendering({
    quick: false,
    scratch,
    scenarios: scenarios.map((one) => ({ ...one, rounds: Number(values.rounds ?? one.rounds) })),
    contestants: CONTESTANTS.filter((one) => names === undefined || names.includes(one)),
    onRun: (line) => console.log(line),
  })
  for (const figure of figures) console.log(figureText(figure))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
