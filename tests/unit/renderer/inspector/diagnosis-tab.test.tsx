import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../../../src/shared/diagnosis.ts'
import type { Refusal } from '../../../../src/shared/ipc-contract.ts'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { sampleDiagnosis } from '../support/sample-diagnosis.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const LINES = Array.from({ length: 3_000 }, (_, i) => `{"event":"line_${i}"}`).join('\n')
const BUNDLE = { bundle_id: 'b1', text: `Sluice diagnostics report\n${LINES}\n`, file_name: 'x.txt' }

async function opened(reply: Diagnosis | Refusal | Promise<Diagnosis> = sampleDiagnosis()) {
  const main = new FakeMain()
  main.handlers['diagnosis:run'] = () => reply
  main.handlers['bundle:build'] = () => BUNDLE
  const window = await shownWindow(main)
  await window.does(() => window.actions.openPanel('diagnosis'))
  const click = (name: string | RegExp): Promise<void> =>
    window.does(() => fireEvent.click(screen.getByRole('button', { name })))
  return { ...window, click, panel: screen.getByRole('complementary', { name: 'Inspector' }) }
}

describe('the verdict', () => {
  test('is made when the tab is opened, and said with what it stands on', async () => {
    const { main, panel } = await opened()
    expect(main.asked('diagnosis:run')).toHaveLength(1)
    expect(panel.querySelector('[data-verdict]')?.textContent).toBe(' Broken')
    within(panel).getByText(/^12 answers, 1 start, 1,204 lines; /)
    // Seen, and said aloud.
    expect(within(panel).getAllByText('A promise was broken. One engine did not leave.')).toHaveLength(2)
  })

  test('is made again when asked', async () => {
    const { main, click } = await opened()
    await click('Diagnose again')
    expect(main.asked('diagnosis:run')).toHaveLength(2)
  })

  test('that is under way is said, and cannot be asked for twice', async () => {
    const { main, panel } = await opened(new Promise(() => {}))
    within(panel).getByText('Reading the log…')
    const button = screen.getByRole('button', { name: 'Diagnosing…' })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    fireEvent.click(button)
    expect(main.asked('diagnosis:run')).toHaveLength(1)
    button.focus()
    expect(document.activeElement).toBe(button)
  })

  test('that there is none is a sentence', async () => {
    const { panel } = await opened({ refused: 'The log could not be read: it is on fire.' })
    expect(within(panel).getAllByText('The log could not be read: it is on fire.').length).toBeGreaterThan(0)
    within(panel).getByText('Not diagnosed yet.')
    expect(screen.queryByRole('button', { name: 'Copy as text' })).toBeNull()
  })

  test('is copied as text', async () => {
    const { main, click } = await opened()
    await click('Copy as text')
    expect(main.asked('clipboard:write')).toEqual([
      { text: expect.stringMatching(/^Sluice diagnosis: BROKEN\n/) },
    ])
  })
})

describe('the findings', () => {
  test('stand in their branch: what is to be read with its advice, its evidence folded', async () => {
    await opened()
    const hangs = screen.getByRole('region', { name: 'It hangs' })
    const orphans = hangs.querySelector<HTMLElement>('[data-check=orphans]')
    expect(orphans?.dataset['level']).toBe('broken')
    expect(orphans?.textContent).toContain('BrokenDid an engine stay even after force?One did: qwen3:8b.')
    expect(orphans?.textContent).toContain('What to do: Restart the computer.')
    const evidence = orphans?.querySelector('details')
    expect(evidence?.open).toBe(false)
    expect(evidence?.querySelector('summary')?.textContent).toBe('2 lines that show it')
    expect(evidence?.querySelector('pre')?.textContent).toBe('10:00 stream_orphan\n10:01 stream_end')
    const slow = screen.getByRole('region', { name: 'It is slow' })
    expect(slow.textContent).toContain('Worth knowing')
    expect(slow.textContent).not.toContain('What to do')
    expect(slow.querySelector('summary')?.textContent).toBe('The line that shows it')
  })

  test('that are fine are one line in their branch, which unfolds', async () => {
    await opened()
    const fine = within(screen.getByRole('region', { name: 'It hangs' })).getByText(/2 checks fine/)
    const list = fine.closest('details')
    expect(list?.open).toBe(false)
    expect([...(list?.querySelectorAll('li') ?? [])].map((one) => one.textContent)).toEqual([
      'Did two answers of one chat run at once? No.',
      'Does every answer have its end? Yes.',
    ])
    expect(screen.queryByRole('region', { name: 'No logs' })).toBeNull()
  })
})

describe('the report', () => {
  const dialog = (): HTMLElement => screen.getByRole('dialog', { name: 'Diagnostics report' })

  test('is shown whole before it is saved, with its size, where a keyboard can scroll it', async () => {
    const { click } = await opened()
    await click('Show the report…')
    const shown = within(dialog()).getByRole('region', { name: 'The report' })
    expect(shown.textContent).toBe(BUNDLE.text)
    expect(shown.tabIndex).toBe(0)
    within(dialog()).getByText(/This is all of it, \d+ KiB/)
  })

  test('once saved says where, also after it was closed', async () => {
    const { click, main } = await opened()
    main.handlers['bundle:save'] = () => ({ saved: '/home/zoe/x.txt' })
    await click('Show the report…')
    await click('Save…')
    within(dialog()).getByText('Saved as /home/zoe/x.txt')
    const buttons = within(dialog()).getAllByRole('button', { name: 'Close' })
    await click('Copy')
    expect(main.asked('clipboard:write')).toEqual([{ text: BUNDLE.text }])
    fireEvent.click(buttons.at(-1) ?? dialog())
    expect(screen.queryByRole('dialog')).toBeNull()
    screen.getByText('Saved as /home/zoe/x.txt')
  })

  test('that was not saved says why, and can be saved again', async () => {
    const { click, main } = await opened()
    main.handlers['bundle:save'] = () => ({ refused: 'Not saved in /x: the disk is full.' })
    await click('Show the report…')
    await click('Save…')
    within(dialog()).getByText('Not saved in /x: the disk is full.')
    main.handlers['bundle:save'] = () => ({ saved: '/y' })
    await click('Save…')
    within(dialog()).getByText('Saved as /y')
    expect(within(dialog()).queryByText(/Not saved/)).toBeNull()
  })

  test('that cannot be made is a sentence in the tab', async () => {
    const { click, main } = await opened()
    main.handlers['bundle:build'] = () => ({ refused: 'The report could not be made: no disk.' })
    await click('Show the report…')
    screen.getByText('The report could not be made: no disk.')
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})
