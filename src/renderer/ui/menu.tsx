import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { createContext, useContext, useRef, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import css from './menu.module.css'

/** Runs what was chosen after the menu has closed and the focus is back on its button. */
const ChooseContext = createContext<(run: () => void) => void>((run) => run())

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement
  label: string
  align?: 'start' | 'end'
  children: ReactNode
}

export function Menu({ trigger, label, align = 'end', children }: MenuProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null)
  const [container, setContainer] = useState<Element | null>(null)
  const chosen = useRef<(() => void) | null>(null)
  const onCloseAutoFocus = (event: Event): void => {
    const run = chosen.current
    chosen.current = null
    if (!run) return
    event.preventDefault()
    button.current?.focus()
    run()
  }
  const onOpenChange = (): void => {
    // Inside its landmark; in a modal dialog anything put elsewhere would lie below it.
    setContainer(button.current?.closest('dialog, nav, main') ?? null)
  }
  return (
    // Not modal: a modal menu locks scrolling with a <style> element, which the page's policy refuses.
    <DropdownMenu.Root modal={false} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger ref={button} asChild>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content
          className={css['menu']}
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          loop
          onCloseAutoFocus={onCloseAutoFocus}
        >
          <ChooseContext value={(run) => (chosen.current = run)}>{children}</ChooseContext>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export interface MenuItemProps {
  onChoose: () => void
  icon?: ReactNode
  hint?: ReactNode
  danger?: boolean
  /** The menu stays open, e.g. for "Refresh". */
  stays?: boolean
  children: ReactNode
}

export function MenuItem({ onChoose, icon, hint, danger, stays, children }: MenuItemProps): ReactNode {
  const choose = useContext(ChooseContext)
  return (
    <DropdownMenu.Item
      className={`${css['item']} ${danger ? css['danger'] : ''}`}
      onSelect={(event) => {
        if (!stays) return choose(onChoose)
        event.preventDefault()
        onChoose()
      }}
    >
      {icon}
      <span className={css['grow']}>{children}</span>
      {hint}
    </DropdownMenu.Item>
  )
}

export interface MenuChoicesProps {
  value: string
  onChoose: (value: string) => void
  children: ReactNode
}

/** A group of which one is chosen. */
export function MenuChoices({ value, onChoose, children }: MenuChoicesProps): ReactNode {
  const choose = useContext(ChooseContext)
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => choose(() => onChoose(next))}>
      {children}
    </DropdownMenu.RadioGroup>
  )
}

export function MenuChoice({
  value,
  label,
  detail,
}: {
  value: string
  label: string
  detail: string
}): ReactNode {
  return (
    <DropdownMenu.RadioItem className={css['item']} value={value} textValue={label}>
      <span className={css['check']}>
        <DropdownMenu.ItemIndicator>
          <Check size={15} aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      <span className={css['grow']}>
        {label}
        {detail !== '' && detail !== label ? <span className={css['detail']}>{detail}</span> : null}
      </span>
    </DropdownMenu.RadioItem>
  )
}

export function MenuLabel({ children }: { children: ReactNode }): ReactNode {
  return <DropdownMenu.Label className={css['label']}>{children}</DropdownMenu.Label>
}

export function MenuSeparator(): ReactNode {
  return <DropdownMenu.Separator className={css['separator']} />
}
