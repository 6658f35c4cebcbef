import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { ParameterField } from '../../shared/simulator-modes.ts'
import css from './simulator-number.module.css'
import { sliderOf, valueAt } from './simulator-slider.ts'

export interface SimulatorNumberProps {
  field: ParameterField
  value: number
  /** Whether it is not the mode's own. */
  changed: boolean
  onChange: (value: number) => void
  /** In the place of the slider, for a number without one. */
  children?: ReactNode
}

/** One number of the simulator: a slider to try it, a field to set it exactly. */
export function SimulatorNumber(props: SimulatorNumberProps): ReactNode {
  const { field, value, changed, onChange, children } = props
  const id = useId()
  // What the slider shows while it is moved: only where it is let go becomes the chat's model.
  const [moved, setMoved] = useState<number | null>(null)
  const slider = sliderOf(field, moved ?? value)
  const [text, setText] = useState<string | null>(null)
  const wanted = text === null ? value : wholeWithin(field, text)
  const { label, unit, min, max } = field
  const words = (number: number): string => `${number.toLocaleString('en')} ${unit}`.trim()
  const take = (): void => {
    setText(null)
    if (wanted !== null && wanted !== value) onChange(wanted)
  }
  const letGo = (event: Event): void => {
    setMoved(null)
    const next = valueAt(field, (event.currentTarget as HTMLInputElement).valueAsNumber)
    if (next !== value) onChange(next)
  }
  return (
    <div className={css['row']} data-changed={changed || undefined}>
      <label className={css['label']} htmlFor={id}>
        {label}
      </label>
      {slider ? (
        <input
          className={css['slider']}
          type="range"
          aria-label={label}
          aria-valuetext={words(moved ?? value)}
          min={slider.min}
          max={slider.max}
          step={slider.step}
          value={slider.position}
          onChange={(event) => setMoved(valueAt(field, event.target.valueAsNumber))}
          ref={(element) => {
            // React calls "change" what browsers call "input": this is the browser's, told when it is let go.
            element?.addEventListener('change', letGo)
            return () => element?.removeEventListener('change', letGo)
          }}
        />
      ) : (
        <div className={css['instead']}>{children}</div>
      )}
      <input
        className={css['number']}
        id={id}
        type="number"
        min={min}
        max={max}
        step={1}
        value={text ?? String(moved ?? value)}
        aria-invalid={wanted === null}
        aria-describedby={`${id}-unit ${id}-hint`}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          // What cannot be taken stays, with the reason below it, until the field is left.
          if (event.key === 'Enter' && wanted !== null) take()
        }}
      />
      <span className={css['unit']} id={`${id}-unit`}>
        {unit}
      </span>
      <p className={css['hint']} id={`${id}-hint`}>
        {wanted === null ? `A whole number from ${min.toLocaleString('en')} to ${words(max)}.` : null}
      </p>
    </div>
  )
}

function wholeWithin({ min, max }: ParameterField, text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isInteger(value) && value >= min && value <= max ? value : null
}
