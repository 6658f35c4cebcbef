import { useId } from 'react'
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import css from './field.module.css'

interface Labels {
  label: string
  hint?: string | undefined
}

interface ControlProps {
  id: string
  'aria-describedby': string | undefined
}

/** A label above a control, a hint below it, and the ties between them. */
function Labelled(props: Labels & { children: (control: ControlProps) => ReactNode }): ReactNode {
  const { label, hint, children } = props
  const id = useId()
  return (
    <div className={css['field']}>
      <label className={css['label']} htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': hint ? `${id}-hint` : undefined })}
      <Hint id={id}>{hint}</Hint>
    </div>
  )
}

function Hint({ id, children }: { id: string; children: string | undefined }): ReactNode {
  return children ? (
    <p className={css['hint']} id={`${id}-hint`}>
      {children}
    </p>
  ) : null
}

export type TextFieldProps = Labels & Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'>

export function TextField({ label, hint, ...rest }: TextFieldProps): ReactNode {
  return (
    <Labelled label={label} hint={hint}>
      {(control) => <input className={css['input']} {...control} {...rest} />}
    </Labelled>
  )
}

export type TextAreaFieldProps = Labels &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id' | 'className'>

export function TextAreaField({ label, hint, ...rest }: TextAreaFieldProps): ReactNode {
  return (
    <Labelled label={label} hint={hint}>
      {(control) => <textarea className={`${css['input']} ${css['area']}`} {...control} {...rest} />}
    </Labelled>
  )
}

export type SelectFieldProps = Labels & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id' | 'className'>

export function SelectField({ label, hint, children, ...rest }: SelectFieldProps): ReactNode {
  return (
    <Labelled label={label} hint={hint}>
      {(control) => (
        <select className={css['input']} {...control} {...rest}>
          {children}
        </select>
      )}
    </Labelled>
  )
}

export interface SwitchFieldProps extends Labels {
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
      <Hint id={id}>{hint}</Hint>
    </div>
  )
}

export interface ChoiceFieldProps<Value extends string> extends Labels {
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
