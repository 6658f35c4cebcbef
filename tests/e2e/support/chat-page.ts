import type { Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { seededText } from '../../../src/main/engines/simulator/seeded-text.ts'
import { parseSimulatorModel } from '../../../src/shared/simulator-modes.ts'
import type { Bridge, RequestName, Requests } from '../../../src/shared/ipc-contract.ts'

/** The window as a person sees and uses it. */
export class ChatPage {
  readonly page: Page
  readonly message: Locator
  readonly send: Locator
  readonly stop: Locator
  readonly answers: Locator
  readonly prompts: Locator
  readonly sessions: Locator

  constructor(page: Page) {
    this.page = page
    this.message = page.getByRole('textbox', { name: 'Message', exact: true })
    this.send = page.getByRole('button', { name: 'Send', exact: true })
    this.stop = page.getByRole('main').getByRole('button', { name: 'Stop', exact: true })
    this.answers = page.locator('article[data-role=assistant]')
    this.prompts = page.locator('article[data-role=user]')
    this.sessions = page.getByRole('navigation', { name: 'Chats' }).locator('[data-row]')
  }

  /** Types and presses Enter. */
  async say(prompt: string): Promise<void> {
    await this.message.fill(prompt)
    await this.message.press('Enter')
  }

  get lastAnswer(): Locator {
    return this.answers.last()
  }

  /** Waits until the last answer shows at least so many characters. */
  async writing(characters = 40): Promise<void> {
    await expect
      .poll(async () => (await this.drawnWords(this.lastAnswer)).join(' ').length)
      .toBeGreaterThan(characters)
  }

  async ended(answer: Locator, reason: string): Promise<void> {
    await expect(answer).toHaveAttribute('data-state', reason)
  }

  /** The words an answer draws, without its foot and without what surrounds code. */
  async drawnWords(answer: Locator): Promise<string[]> {
    const text = await answer.evaluate((article) => {
      const copy = article.cloneNode(true)
      if (!(copy instanceof HTMLElement)) return ''
      for (const chrome of copy.querySelectorAll('[data-end], button, figcaption, header')) chrome.remove()
      const blocks = [...copy.querySelectorAll('p, h1, h2, h3, h4, li, pre, td, th')]
      return blocks
        .filter((block) => !block.querySelector('p, li'))
        .map((block) => block.textContent)
        .join(' ')
    })
    return wordsOf(text)
  }

  /** Chooses a simulator mode in the model menu, as a person does. */
  async chooseMode(label: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Model:/ }).click()
    await this.page.getByRole('menuitemradio', { name: new RegExp(`^${label}`) }).click()
  }

  /** Makes a simulator model with parameters (`normal?rate=1000`) the one of new chats, at once; a person has the simulator's controls. */
  async newChatsUse(model: string): Promise<void> {
    const outcome = await this.ask('settings:set', {
      default_model: { connection_id: 'simulator' as never, model },
    })
    expect(outcome).not.toHaveProperty('refused')
  }

  async newChat(): Promise<void> {
    await this.page
      .getByRole('button', { name: /^New chat/ })
      .first()
      .click()
    await expect(this.answers).toHaveCount(0)
  }

  /** Asks main through the page's own bridge. */
  ask<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<Requests[Name]['output']> {
    return this.page.evaluate(
      ([asked, given]) => (window as unknown as { sluice: Bridge }).sluice.request(asked, given),
      [name, input] as const,
    )
  }

  /** What the stale gate kept from the screen. */
  async gate(): Promise<Record<'stale' | 'duplicate' | 'afterDone' | 'gaps' | 'resyncs', number>> {
    const data = await this.page
      .locator('[data-gate]')
      .evaluate((element) => ({ ...(element as HTMLElement).dataset }))
    const read = (name: string): number => Number(data[name])
    return {
      stale: read('stale'),
      duplicate: read('duplicate'),
      afterDone: read('afterDone'),
      gaps: read('gaps'),
      resyncs: read('resyncs'),
    }
  }
}

/** Letters and digits alone: what markdown draws and what its source says are then the same words. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}

/** The words a simulator model must write for a prompt. */
export function seededWords(prompt: string, model: string): string[] {
  const parsed = parseSimulatorModel(model)
  if (!parsed) throw new Error(`no such simulator model: ${model}`)
  const source = seededText({ prompt, model, seed: parsed.parameters.seed }, parsed.parameters.length)
  return wordsOf(source.replace(/```\w*/g, '').replace(/^\|[-|: ]+\|$/gm, ''))
}

/** Asserts that an answer draws the beginning of its own text and nothing else. The last word may be half of one. */
export function expectOwnText(drawn: string[], prompt: string, model: string): void {
  const expected = seededWords(prompt, model).slice(0, drawn.length)
  expect(drawn.slice(0, -1)).toEqual(expected.slice(0, -1))
  expect(expected.at(-1) ?? '').toContain(drawn.at(-1) ?? '')
}
