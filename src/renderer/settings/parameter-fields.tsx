import type { ReactNode } from 'react'
import type { EngineKind } from '../../shared/engine-info.ts'
import type { NumberParameter, Parameters } from '../../shared/parameters.ts'
import { TextAreaField, TextField } from '../ui/field.tsx'
import css from './chat-settings-dialog.module.css'
import type { ParameterTexts } from './parameter-text.ts'
import { STOPS_WORDS, boundsWords, readParameter, readStops } from './parameter-text.ts'

interface ParameterField {
  key: NumberParameter
  label: string
  does: string
}

/** What every server takes. */
const COMMON: readonly ParameterField[] = [
  {
    key: 'temperature',
    label: 'Temperature',
    does: 'Higher is more surprising; 0 always takes the likeliest word.',
  },
  {
    key: 'top_p',
    label: 'Top p',
    does: 'Draws only from the likeliest words that together have this probability.',
  },
  {
    key: 'max_tokens',
    label: 'Longest answer, in tokens',
    does: 'An answer ends there, whether it is finished or not.',
  },
  {
    key: 'seed',
    label: 'Seed',
    does: 'The same seed and the same prompt give the same answer, where the model can.',
  },
]

/** What not every engine takes. */
const MORE: readonly ParameterField[] = [
  {
    key: 'top_k',
    label: 'Top k',
    does: 'Draws only from so many of the likeliest words; 0 is any.',
  },
  {
    key: 'min_p',
    label: 'Min p',
    does: 'Leaves out words less likely than this share of the likeliest.',
  },
  {
    key: 'repeat_penalty',
    label: 'Repeat penalty',
    does: 'Above 1, words said already become less likely.',
  },
  {
    key: 'context_size',
    label: 'Context, in tokens',
    does: 'How much of the chat the model has before it. More needs more memory; a change loads the model anew.',
  },
  {
    key: 'gpu_layers',
    label: 'Layers on the graphics card',
    does: '0 uses the processor alone. A change loads the model anew.',
  },
]

/** The simulator draws no words by chance. */
const SIMULATED: readonly NumberParameter[] = ['max_tokens', 'seed']

const DRAWN = ['top_k', 'min_p', 'repeat_penalty'] as const
type More = NumberParameter | 'stop'

/** Of these, what an engine takes. A server of OpenAI's kind takes three of them only where it is known to: see the note. */
const TAKEN: Record<EngineKind, readonly More[]> = {
  simulator: [],
  'openai-compatible': [...DRAWN, 'stop'],
  ollama: [...DRAWN, 'context_size', 'stop'],
  llama: [...DRAWN, 'context_size', 'gpu_layers', 'stop'],
}

export interface ParameterFieldsProps {
  /** What answers this chat; null while that is not known. */
  engine: { kind: EngineKind; name: string } | null
  set: Parameters
  texts: ParameterTexts
  onText: (key: keyof Parameters, text: string) => void
}

/** How a chat's model is asked to write, and which of it its engine takes. */
export function ParameterFields({ engine, set, texts, onText }: ParameterFieldsProps): ReactNode {
  const kind = engine?.kind ?? null
  const name = engine?.name ?? 'What answers now'
  const field = (one: ParameterField, taken: boolean): ReactNode => (
    <NumberField
      key={one.key}
      field={one}
      ignored_by={taken ? null : kind === 'simulator' ? 'The simulator' : name}
      text={texts[one.key]}
      onText={(text) => onText(one.key, text)}
    />
  )
  const taken: readonly string[] = kind === null ? [] : TAKEN[kind]
  // What was set is never hidden.
  const more = MORE.filter(({ key }) => taken.includes(key) || set[key] !== undefined)
  const stops = taken.includes('stop') || set.stop !== undefined
  return (
    <>
      <div className={css['grid']}>
        {COMMON.map((one) => field(one, kind !== 'simulator' || SIMULATED.includes(one.key)))}
      </div>
      {more.length > 0 || stops ? (
        <fieldset className={css['group']} data-ignored={taken.length === 0 || undefined}>
          <legend>{LEGENDS[kind ?? 'simulator']}</legend>
          {taken.length > 0 ? null : (
            <p className={css['note']}>{name} ignores these. They wait for a model that takes them.</p>
          )}
          {kind === 'openai-compatible' ? (
            <p className={css['note']}>
              Top k, min p and repeat penalty are sent to servers that are known to take them: llama.cpp’s and
              vLLM.
            </p>
          ) : null}
          <div className={css['grid']}>
            {more.map((one) => field(one, taken.length === 0 || taken.includes(one.key)))}
            {stops ? <StopField text={texts.stop} onText={(text) => onText('stop', text)} /> : null}
          </div>
        </fieldset>
      ) : null}
    </>
  )
}

const LEGENDS: Record<EngineKind, string> = {
  simulator: 'For language models',
  'openai-compatible': 'Where the server takes it',
  ollama: 'For Ollama and models on this computer',
  llama: 'For models on this computer',
}

interface NumberFieldProps {
  field: ParameterField
  /** null: it is taken. */
  ignored_by: string | null
  text: string
  onText: (text: string) => void
}

function NumberField({ field, ignored_by, text, onText }: NumberFieldProps): ReactNode {
  const { key, label, does } = field
  const wrong = readParameter(key, text) === undefined
  const hint = wrong ? boundsWords(key) : ignored_by === null ? does : `${does} ${ignored_by} ignores it.`
  return (
    <TextField
      label={label}
      inputMode="decimal"
      autoComplete="off"
      placeholder="The model’s own"
      value={text}
      aria-invalid={wrong}
      hint={hint}
      onChange={(event) => onText(event.target.value)}
    />
  )
}

function StopField({ text, onText }: { text: string; onText: (text: string) => void }): ReactNode {
  const wrong = readStops(text) === undefined
  return (
    <TextAreaField
      label="Stop before"
      rows={2}
      spellCheck={false}
      placeholder="None"
      value={text}
      aria-invalid={wrong}
      hint={
        wrong ? STOPS_WORDS : 'An answer ends before any of these texts, one a line; \\n is a line break.'
      }
      onChange={(event) => onText(event.target.value)}
    />
  )
}
