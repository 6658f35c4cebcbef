import type { PlantedBug } from './planted-bugs.ts'

const REGISTRY = 'main/streams/stream-registry.ts'

/** Planted in what goes on with an answer, and in what an engine is given for it. */
export const CONTINUE_BUGS: PlantedBug[] = [
  {
    name: 'the second stream of an answer writes to a message of its own',
    file: REGISTRY,
    find: `continued?.message_id ?? (this.#deps.newId() as MessageId)`,
    replace: `this.#deps.newId() as MessageId`,
  },
  {
    name: 'an answer that is gone on with is opened as a new one',
    file: REGISTRY,
    find: `continues: continued.stream_id }`,
    replace: `continues: null }`,
  },
  {
    name: 'going on with an answer empties it on screen',
    file: 'main/streams/new-messages.ts',
    find: `return { ...answer, model, stream_id, end: null }`,
    replace: `return { ...answer, model, stream_id, end: null, parts: [] }`,
  },
  {
    name: 'an answer that is gone on with keeps its old end on screen',
    file: 'main/streams/new-messages.ts',
    find: `return { ...answer, model, stream_id, end: null }`,
    replace: `return { ...answer, model, stream_id }`,
  },
  {
    name: 'the next prompt is given only the second half of an answer that is not saved yet',
    file: 'main/streams/unsaved-answers.ts',
    find: `parts: joinParts(message.parts, parts), end }`,
    replace: `parts, end }`,
  },
  {
    name: 'an engine that cannot go on is given the partial answer all the same',
    file: REGISTRY,
    find: `&& !engine.continues(model.model)`,
    replace: `&& engine.label === ''`,
  },
  {
    name: 'the length of an answer is counted anew when it is gone on with',
    file: 'main/streams/run-stream.ts',
    find: `let bytes = written_bytes`,
    replace: `let bytes = 0 * written_bytes`,
  },
  {
    name: 'the instructions of a session are not sent',
    file: 'main/streams/prompt-builder.ts',
    find: `[...instructions, ...joinRoles(turns.flat())]`,
    replace: `joinRoles(turns.flat())`,
  },
  {
    name: 'the parameters of a session are not sent',
    file: REGISTRY,
    find: `const { parameters, system_prompt, branch } = saved`,
    replace: `const { system_prompt, branch } = saved, parameters = {}`,
  },
]
