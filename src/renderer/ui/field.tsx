import { useId } from 'react'
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import css from './field.module.css'

interface Labelled {
  label: string
  hint?: string | undefined
}

export type TextFieldProps = Labelled & Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'>

export function TextField({ label, hint, ...rest }: TextFieldProps): ReactNode {
  const id = useId()
  return (
    <div className={css['field']}>
      <label className={css['label']} htmlFor={id}>
        {label}
      </label>
      <input className={css['input']} id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      {hint ? (
        <p className={css['hint']} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

export type TextAreaFieldProps = Labelled &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id' | 'className'>

export function TextAreaField({ label, hint, ...rest }: TextAreaFieldProps): ReactNode {
  const id = useId()
  return (
    <div className={css['field']}>
      <label className={css['label']} htmlFor={id}>
        {label}
      </label>
      <textarea
        className={`${css['input']} ${css['area']}`}
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
      />
      {hint ? (
        <p className={css['hint']} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

export interface SwitchFieldProps extends Labelled {
  checked: boolean
  onChange: (checked: boolean) => void
}

/** On or off, at once. */
export function SwitchField({ label, hint, checked, onChange }: SwitchFieldProps): ReactNode {
  const id = useId()
  return (
    <div className={css['field']}>
      <label className={css['switch']}>
        <input
          type="checkbox"
          role="switch"
          aria-checked={checked}
          checked={checked}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      {hint ? (
        <p className={css['hint']} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

export type SelectFieldProps = Labelled & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id' | 'className'>

export function SelectField({ label, hint, children, ...rest }: SelectFieldProps): ReactNode {
  const id = useId()
  return (
    <div className={css['field']}>
      <label className={css['label']} htmlFor={id}>
        {label}
      </label>
      <select className={css['input']} id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...rest}>
        {children}
      </select>
      {hint ? (
        <p className={css['hint']} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

export interface ChoiceFieldProps<Value extends string> extends Labelled {
  value: Value
  choices: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>): ReactNode {
  const { label, hint, value, choices, onChange } = props
  const name = useId()
  return (
    <fieldset className={css['field']}>
      <legend className={css['label']}>{label}</legend>
      <div className={css['choices']}>
        {choices.map((choice) => (
          <label className={css['choice']} key={choice.value}>
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
      {hint ? <p className={css['hint']}>{hint}</p> : null}
    </fieldset>
  )
}
