import { useEffect } from 'react'
import type { ReactNode } from 'react'
import type { Message } from '../../shared/session.ts'
import { streamOf } from '../state/app-store.ts'
import { nameModel } from '../state/models/connections.ts'
import type { WaitsForRoom } from '../state/streams/make-room.ts'
import { askedRoomOf, chatAnsweredBy, roomHolder } from '../state/streams/make-room.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Stack } from '../ui/section.tsx'
import css from './make-room.module.css'

/** Where an answer waits for the memory of a model that is answering: the way to decide between the two. */
export function MakeRoom({ message }: { message: Message }): ReactNode {
  const { askRoom } = useActions()
  const waits = useApp((data) => streamOf(data, message)?.status?.for_room_of !== undefined)
  const { session_id, model, stream_id } = message
  if (!waits || model === null || stream_id === null) return null
  return (
    <Button look="text" aria-haspopup="dialog" onClick={() => askRoom({ session_id, stream_id, model })}>
      Make room…
    </Button>
  )
}

/** The question whether it shall wait. It goes away by itself once there is room. */
export function RoomDialog(): ReactNode {
  const { openDialog } = useActions()
  const room = useApp((data) => data.room)
  const for_room_of = useApp(askedRoomOf)
  const over = room === null || for_room_of === null
  useEffect(() => {
    if (over) openDialog(null)
  }, [over, openDialog])
  return over ? null : <RoomQuestion room={room} for_room_of={for_room_of} />
}

/** Both answers are safe: nothing that was written is lost. */
function RoomQuestion({ room, for_room_of }: { room: WaitsForRoom; for_room_of: string }): ReactNode {
  const { makeRoom, openDialog } = useActions()
  const { model, stream_id } = room
  const onClose = (): void => openDialog(null)
  const wanted = useApp((data) => nameModel(data.connections, model)?.label ?? model.model)
  const holder = useApp(
    (data) => roomHolder(data.connections, model, { status: 'waiting', for_room_of }) ?? for_room_of,
  )
  const chat = useApp((data) => chatAnsweredBy(data, { ...model, model: for_room_of }))
  return (
    <Dialog title="Make room for another model?" onClose={onClose}>
      <Stack roomy>
        <p>
          <b>{wanted}</b> and <b>{holder}</b> do not fit into memory together, and {holder} is answering
          {chat === null ? '' : ` in “${chat}”`}.
        </p>
        <dl className={css['ways']}>
          <dt>Wait</dt>
          <dd>
            {holder} finishes its answer. Then {wanted} is loaded by itself.
          </dd>
          <dt>Stop {holder}</dt>
          <dd>
            Its answer ends here; what it wrote stays, and you can continue it later. {wanted} is loaded at
            once.
          </dd>
        </dl>
        <div className={css['buttons']}>
          <Button onClick={onClose}>Wait</Button>
          <Button look="solid" onClick={() => makeRoom(stream_id, for_room_of)}>
            Stop {holder}
          </Button>
        </div>
      </Stack>
    </Dialog>
  )
}
