import type { Tokens } from 'marked'
import { memo, type ReactNode } from 'react'
import styles from './answer-text.module.css'
import { BlockNodes } from './block-view.tsx'

interface ListProps {
  list: Tokens.List
  finished?: readonly (readonly Tokens.ListItem[])[]
  end: ReactNode
}

const NONE: readonly (readonly Tokens.ListItem[])[] = []

/** A list; items that are finished come in groups, so that a long open list is compared group by group. */
export function ListView({ list, finished = NONE, end }: ListProps): ReactNode {
  const tasks = (finished[0]?.[0] ?? list.items[0])?.task
  const items = (
    <>
      {finished.map((group, index) => (
        <ItemGroup key={index} items={group} end={null} />
      ))}
      <ItemGroup key={finished.length} items={list.items} end={end} />
    </>
  )
  if (!list.ordered) {
    return (
      <ul dir="auto" className={tasks ? styles['tasks'] : undefined}>
        {items}
      </ul>
    )
  }
  return (
    <ol dir="auto" start={list.start === '' || list.start === 1 ? undefined : list.start}>
      {items}
    </ol>
  )
}

const ItemGroup = memo(function ItemGroup({
  items,
  end,
}: {
  items: readonly Tokens.ListItem[]
  end: ReactNode
}): ReactNode {
  return items.map((item, index) => (
    <Item key={index} item={item} end={index === items.length - 1 ? end : null} />
  ))
})

const Item = memo(function Item({ item, end }: { item: Tokens.ListItem; end: ReactNode }): ReactNode {
  return (
    <li>
      <BlockNodes tokens={item.tokens} end={end} />
      {item.tokens.length === 0 ? end : null}
    </li>
  )
})
