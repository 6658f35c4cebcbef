import { code } from '@streamdown/code'
import { Streamdown } from 'streamdown'
import { growingAnswer } from './growing-answer.tsx'

const PLUGINS = { code }

export const mount = growingAnswer(
  (text, state) => (
    <Streamdown
      plugins={PLUGINS}
      mode={state === 'old' ? 'static' : 'streaming'}
      isAnimating={state === 'growing'}
    >
      {text}
    </Streamdown>
  ),
  'button:not([data-streamdown="link"]), [data-streamdown="code-block-header"]',
)
