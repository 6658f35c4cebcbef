import { useEffect, useId } from 'react'
import type { ReactNode } from 'react'
import { PARAMETER_FIELDS, modeParameters } from '../../shared/simulator-modes.ts'
import type { ModelRef } from '../../shared/session.ts'
import { chosenModel } from '../state/app-store.ts'
import type { NamedModel } from '../state/models/connections.ts'
import { nameModel } from '../state/models/connections.ts'
import type { SimulatorChoice } from '../state/testers/simulator-choice.ts'
import {
  anotherSeed,
  plainSimulator,
  simulatorChoice,
  withMode,
  withOwnNumbers,
  withParameter,
} from '../state/testers/simulator-choice.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { SimulatorModes } from './simulator-modes.tsx'
import { SimulatorNumber } from './simulator-number.tsx'
import { SimulatorProvoke } from './simulator-provoke.tsx'
import css from './simulator-tab.module.css'

/** Makes the simulator do what a tester wants to see, in the chat on screen, and sends prompts to it. */
export function SimulatorTab(): ReactNode {
  const { setModel, endSeries } = useActions()
  const connections = useApp((data) => data.connections)
  const chosen = useApp(chosenModel)
  const isNew = useApp((data) => data.open_session_id === null)
  const named = nameModel(connections, chosen)
  const choice = simulatorChoice(named)
  const plain = plainSimulator(connections)
  const choose = (model: ModelRef): void => void setModel(model)
  // Nothing goes on being sent from a tab that is not there any more.
  useEffect(() => endSeries, [endSeries])
  return (
    <div className={css['tab']}>
      <div className={css['uses']}>
        <output aria-live="polite">
          {isNew ? 'The new chat' : 'This chat'} uses <b>{modelWords(named)}</b>
        </output>
        {choice ? <p>It counts from the next prompt on; an answer under way is not changed.</p> : null}
        {!choice && plain ? (
          <Button onClick={() => choose(plain)}>Use the simulator in this chat</Button>
        ) : null}
      </div>
      <SimulatorProvoke reason={choice ? null : 'Test prompts go to the simulator only.'} />
      {choice ? (
        <>
          <SimulatorModes mode={choice.mode} onChoose={(mode) => choose(withMode(choice, mode))} />
          <SimulatorNumbers choice={choice} onChoose={choose} />
        </>
      ) : null}
    </div>
  )
}

function SimulatorNumbers(props: {
  choice: SimulatorChoice
  onChoose: (model: ModelRef) => void
}): ReactNode {
  const { choice, onChoose } = props
  const id = useId()
  const { mode, parameters } = choice
  const own = modeParameters(mode)
  const seed = (): void => onChoose(withParameter(choice, 'seed', anotherSeed(parameters.seed, Math.random)))
  return (
    <section className={css['numbers']} aria-labelledby={id}>
      <h3 id={id} className={css['head']}>
        Numbers
      </h3>
      {PARAMETER_FIELDS.map((field) => {
        const { parameter } = field
        return (
          <SimulatorNumber
            key={parameter}
            field={field}
            value={parameters[parameter]}
            changed={parameters[parameter] !== own[parameter]}
            onChange={(value) => onChoose(withParameter(choice, parameter, value))}
          >
            <Button look="text" onClick={seed}>
              Another seed
            </Button>
          </SimulatorNumber>
        )
      })}
      <Button
        className={css['reset']}
        disabled={!choice.changed}
        onClick={() => onChoose(withOwnNumbers(choice))}
      >
        Reset to the mode’s own numbers
      </Button>
    </section>
  )
}

/** The simulator is named before its mode: nobody shall take it for a model. */
function modelWords(named: NamedModel | null): string {
  if (!named) return 'no model yet'
  if (named.simulator) return `Simulator · ${named.label}`
  return named.connection ? `${named.label} · ${named.connection.name}` : named.label
}
