import type { Locator } from '@playwright/test'
import { expect } from '@playwright/test'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ChatPage } from './chat-page.ts'
import { expectOwnText } from './chat-page.ts'
import { ROOT } from './app-root.ts'

/** An answer of the simulator's normal mode takes 8 s; this is what it may take on a busy computer. */
const ANSWER_LIMIT_MS = 40_000

/** What a busy computer adds to a diagnosis by itself (docs/verify/README.md). */
const BUSY_COMPUTER = new Set(['loop_blocked', 'loop_blocked_window'])
const IN_THE_TERMINAL = { 'All fine': '✓ HEALTHY', 'Worth knowing': '! WORTH KNOWING' } as const

/** A person with docs/verify in hand, who uses nothing but what is on screen, and a terminal. */
export class Tester {
  readonly chat: ChatPage
  readonly panel: Locator
  readonly rows: Locator
  #userDataDir: string

  constructor(chat: ChatPage, userDataDir: string) {
    this.chat = chat
    this.#userDataDir = userDataDir
    this.panel = chat.page.getByRole('complementary', { name: 'Inspector' })
    this.rows = this.panel.locator('[data-stream]')
  }

  /** How every script begins: a new chat, the controls beside it. */
  async begin(): Promise<void> {
    await this.chat.newChat()
    await this.help('Simulator controls')
  }

  async help(item: 'Simulator controls' | 'Stability test' | 'Diagnose'): Promise<void> {
    await this.chat.page.getByRole('button', { name: 'Help' }).click()
    await this.chat.page.getByRole('menuitem', { name: item }).click()
  }

  async tab(name: 'Streams' | 'Simulator'): Promise<void> {
    await this.panel.getByRole('tab', { name }).click()
  }

  async mode(label: string): Promise<void> {
    await this.panel.getByRole('radio', { name: label, exact: true }).click()
    await expect(this.panel).toContainText(`chat uses Simulator · ${label}`)
  }

  /** Presses a button of “Send test prompts”; waits until so many answers are there. */
  async press(button: string, answers: number): Promise<void> {
    await this.panel.getByRole('button', { name: button, exact: true }).click()
    await expect(this.chat.answers).toHaveCount(answers)
  }

  /** Presses “Send one” and waits for text. */
  async sendOne(answers: number): Promise<void> {
    await this.press('Send one', answers)
    await this.chat.writing(60)
  }

  /** The n-th answer of the chat, from 1. */
  answer(number: number): Locator {
    return this.chat.answers.nth(number - 1)
  }

  /** What an answer draws, which is the beginning of the text of its own prompt and nothing else. */
  async ownWords(answer: Locator, prompt: string, model = 'normal'): Promise<string[]> {
    const drawn = await this.chat.drawnWords(answer)
    expectOwnText(drawn, prompt, model)
    return drawn
  }

  async complete(answer: Locator, prompt: string): Promise<void> {
    await expect(answer).toHaveAttribute('data-state', 'success', { timeout: ANSWER_LIMIT_MS })
    await expect(answer).toContainText(/ s · 320 tokens · \d+ tok\/s/)
    await this.ownWords(answer, prompt)
  }

  async nothingRuns(): Promise<void> {
    await expect(this.chat.page.getByText('Nothing is running')).toBeVisible()
    await expect(this.chat.send).toBeVisible()
  }

  /** Opens the Streams tab: how each stream of the chat stands, oldest first. */
  async streams(...states: (string | RegExp)[]): Promise<void> {
    await this.tab('Streams')
    await expect(this.rows).toHaveCount(states.length)
    for (const [index, state] of states.entries())
      await expect(this.row(index + 1).getByText(state, { exact: true })).toBeVisible()
  }

  row(number: number): Locator {
    return this.rows.filter({ hasText: new RegExp(`#${number}(?!\\d)`) })
  }

  flag(number: number, flag: string): Locator {
    return this.row(number).locator(`[data-flag=${flag}]`)
  }

  /** The pieces of a bar that are of one phase. */
  pieces(number: number, phase: string): Locator {
    return this.row(number)
      .locator('[data-phase]')
      .and(this.panel.locator(`[data-phase=${phase}]`))
  }

  /** Opens a row; what a part of it says. */
  async unfold(number: number, part: 'Moments' | 'Dropped'): Promise<Locator> {
    await this.row(number).getByRole('button', { expanded: false }).click()
    return this.row(number).getByRole('region', { name: part })
  }

  /** The figures that must be there. Those of trouble are 0 when not named. */
  async counters(figures: Record<string, number>): Promise<void> {
    const others = { live: 0, discarded: 0, forced: 0, fenced: 0, dropped: 0, gaps: 0, resyncs: 0 }
    for (const [name, figure] of Object.entries({ ...others, ...figures }))
      await expect(this.#counter(name), name).toHaveText(String(figure))
  }

  async counter(name: string): Promise<number> {
    return Number(await this.#counter(name).textContent())
  }

  #counter(name: string): Locator {
    return this.panel.locator(`[data-counter=${name}] dd`)
  }

  /** Help > Diagnose, and the same in the terminal: the verdict, and the checks that are not fine. */
  async diagnosis(verdict: keyof typeof IN_THE_TERMINAL, ...checks: string[]): Promise<void> {
    await this.help('Diagnose')
    const mark = this.panel.locator('[data-verdict]')
    await expect(mark).toBeVisible()
    const told = await this.panel.locator('[data-check]').evaluateAll((found) =>
      found.map((element) => ({
        check: element.getAttribute('data-check') ?? '',
        level: element.getAttribute('data-level'),
      })),
    )
    expect(told.filter(({ level }) => level === 'broken')).toEqual([])
    const expected = told.filter(({ check }) => !BUSY_COMPUTER.has(check))
    expect(expected.map(({ check }) => check)).toEqual(checks)
    const word = told.length > checks.length ? 'Worth knowing' : verdict
    await expect(mark).toHaveText(word)
    expect(await this.#inTheTerminal()).toContain(IN_THE_TERMINAL[word])
  }

  /** A finding that stands open. */
  finding(check: string): Locator {
    return this.panel.locator(`[data-check=${check}]`)
  }

  /** Process ids in the log, oldest first. */
  pids(event: 'app_start' | 'engine_spawn'): number[] {
    const lines = readFileSync(join(this.#userDataDir, 'logs', 'sluice.log'), 'utf8')
      .trim()
      .split('\n')
    const all = lines.map((line) => JSON.parse(line) as { event: string; pid?: number })
    return all.flatMap((line) => (line.event === event && line.pid ? [line.pid] : []))
  }

  /** `npm run diagnose`, which ends with 0 or rejects. */
  async #inTheTerminal(): Promise<string> {
    const args = ['run', '-s', 'diagnose', '--', this.#userDataDir]
    const shell = process.platform === 'win32'
    const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, shell })
    return stdout
  }
}
