import { useId } from 'react'
import type { ReactNode } from 'react'
import type { ModeInfo, SimulatorMode } from '../../shared/simulator-modes.ts'
import { SIMULATOR_MODES } from '../../shared/simulator-modes.ts'
import css from './simulator-modes.module.css'

const GROUPS: { label: string; modes: readonly ModeInfo[] }[] = [
  { label: 'Does as it is asked', modes: SIMULATOR_MODES.filter(({ fault }) => !fault) },
  { label: 'Breaks something on purpose', modes: SIMULATOR_MODES.filter(({ fault }) => fault) },
]

export interface SimulatorModesProps {
  mode: SimulatorMode
  onChoose: (mode: SimulatorMode) => void
}

/** Every mode in one group of choices; those that break something stand apart. */
export function SimulatorModes({ mode, onChoose }: SimulatorModesProps): ReactNode {
  const id = useId()
  return (
    <div role="radiogroup" aria-label="What the simulator does" className={css['groups']}>
      {GROUPS.map(({ label, modes }) => (
        <fieldset key={label} className={css['group']}>
          <legend className={css['head']}>{label}</legend>
          {modes.map((one) => (
            <label className={css['mode']} key={one.mode}>
              <input
                type="radio"
                name={id}
                checked={one.mode === mode}
                aria-describedby={`${id}-${one.mode}`}
                aria-labelledby={`${id}-${one.mode}-name`}
                onChange={() => onChoose(one.mode)}
              />
              <span className={css['name']} id={`${id}-${one.mode}-name`}>
                {one.label}
              </span>
              <span className={css['detail']} id={`${id}-${one.mode}`}>
                {one.detail}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  )
}
