import { Component, type ReactNode } from 'react'
import type { Block } from './answer-token.ts'
import styles from './answer-text.module.css'

interface Props {
  block: Block
  children: ReactNode
}

interface State {
  failed: Block | null
  block: Block
}

/** Nothing an answer contains may take the conversation down: a block that cannot be drawn is shown as its source. */
export class BlockBoundary extends Component<Props, State> {
  override state: State = { failed: null, block: this.props.block }

  static getDerivedStateFromError(): Partial<State> {
    return { failed: BROKEN }
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    if (state.failed === BROKEN) return { failed: props.block, block: props.block }
    if (state.block === props.block) return null
    return { failed: null, block: props.block }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    const { token } = this.props.block
    return <p className={styles['plain']}>{sourceOf(token)}</p>
  }
}

const BROKEN: Block = { id: -1, token: { type: 'space', raw: '' } }

function sourceOf(token: Block['token']): string {
  switch (token.type) {
    case 'open_code':
      return token.chunks.join('') + token.rest
    case 'open_list':
      return (
        token.finished
          .flat()
          .map((item) => item.raw)
          .join('') + token.list.raw
      )
    case 'open_table':
      return token.table.raw
    case 'open_paragraph':
      return [...token.finished.flat(), ...token.tokens].map((inline) => inline.raw).join('')
    default:
      return token.raw
  }
}
