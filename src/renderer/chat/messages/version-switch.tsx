import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import type { Message } from '../../../shared/session.ts'
import type { HeldMessage } from '../../state/sessions/branches.ts'
import { useActions, useApp } from '../../state/use-app.ts'
import type { VersionPlace } from '../../state/sessions/versions.ts'
import { versionPlace } from '../../state/sessions/versions.ts'
import { IconButton } from '../../ui/button.tsx'
import { Unseen } from '../../ui/unseen.tsx'
import css from './version-switch.module.css'

/** "‹ 2 / 3 ›": the versions of a message that has siblings. At either end the button stays, so that it keeps the focus. */
export function VersionSwitch({ message }: { message: Message }): ReactNode {
  const { showVersion } = useActions()
  const { session_id, message_id } = message
  const ids = useApp((data) => data.loaded[session_id]?.versions[message_id])
  const place = versionPlace(ids, message_id)
  if (!place) return null
  const show = (step: HeldMessage['step'], event: MouseEvent<HTMLElement>): void => {
    const shown = event.currentTarget.closest('[data-message-id]')
    const list = shown?.closest('[data-scroller]')
    if (!shown || !list) return
    const top_px = shown.getBoundingClientRect().top - list.getBoundingClientRect().top
    void showVersion({ session_id, place, step, top_px })
  }
  return (
    <fieldset className={css['versions']} aria-label="Versions">
      <StepButton step="previous" place={place} onStep={show} />
      <span aria-hidden>
        {place.number} / {place.count}
      </span>
      <Unseen>
        Version {place.number} of {place.count}
      </Unseen>
      <StepButton step="next" place={place} onStep={show} />
    </fieldset>
  )
}

interface StepButtonProps {
  step: HeldMessage['step']
  place: VersionPlace
  onStep: (step: HeldMessage['step'], event: MouseEvent<HTMLElement>) => void
}

function StepButton({ step, place, onStep }: StepButtonProps): ReactNode {
  const Arrow = step === 'previous' ? ChevronLeft : ChevronRight
  return (
    <IconButton
      small
      label={step === 'previous' ? 'Previous version' : 'Next version'}
      data-step={step}
      busy={!place[step]}
      onClick={(event) => onStep(step, event)}
    >
      <Arrow size={15} aria-hidden />
    </IconButton>
  )
}
