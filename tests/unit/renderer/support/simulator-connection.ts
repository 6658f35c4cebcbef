import { readyConnection } from './ready-connection.ts'

export const SIMULATOR = readyConnection('00000000-0000-4000-8000-000000000001', 'simulator', 'Simulator', [
  { model: 'normal', label: 'normal', detail: 'Well-behaved, 40 tokens a second' },
  { model: 'ignores-cancel', label: 'ignores cancel', detail: 'Goes on after Stop until it is killed' },
  { model: 'flood', label: 'flood', detail: '100,000 tokens a second' },
])
