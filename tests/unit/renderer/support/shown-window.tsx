import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { onTestFinished } from 'vitest'
import { App } from '../../../../src/renderer/app.tsx'
import type { App as SluiceApp } from '../../../../src/renderer/state/create-app.ts'
import { createApp } from '../../../../src/renderer/state/create-app.ts'
import { FakeMain } from './fake-main.ts'
import { settled } from './settled.ts'

export interface ShownWindow extends SluiceApp {
  main: FakeMain
  box: HTMLTextAreaElement
  /** Runs something that makes news, and lets the window draw it. */
  does: (run: () => unknown) => Promise<void>
  types: (text: string) => void
  /** Types and sends with Enter. */
  sends: (text: string) => Promise<void>
  press: (key: string, on?: Element, more?: object) => Promise<void>
}

/** The whole window over an in-memory main. */
export async function shownWindow(main = new FakeMain()): Promise<ShownWindow> {
  const app = createApp(main.bridge)
  await act(async () => {
    render(<App app={app} />)
    await settled()
  })
  onTestFinished(cleanup)
  const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
  const does = (run: () => unknown): Promise<void> =>
    act(async () => {
      run()
      await settled()
    })
  const types = (text: string): void => void fireEvent.change(box, { target: { value: text } })
  const press = (key: string, on: Element = box, more: object = {}): Promise<void> =>
    does(() => fireEvent.keyDown(on, { key, ...more }))
  return {
    ...app,
    main,
    box,
    does,
    types,
    press,
    sends: async (text) => {
      types(text)
      await press('Enter')
    },
  }
}
