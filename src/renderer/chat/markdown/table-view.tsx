import type { Tokens } from 'marked'
import { memo, type ReactNode } from 'react'
import styles from './answer-text.module.css'
import { cellSize } from './cell-size.ts'
import { groupRows, isSameGroup } from './group-rows.ts'
import { inlineText } from './inline-text.ts'
import { Inline } from './inline-view.tsx'

type Row = readonly Tokens.TableCell[]

interface TableProps {
  table: Tokens.Table
  finished?: readonly (readonly Row[])[]
  end: ReactNode
}

/** Of more columns than these, each would get too little of the measure. */
const FEW_COLUMNS = 3
const NONE: readonly (readonly Row[])[] = []

/** A table scrolls inside itself, so that a wide one never widens the page; it can be reached by keyboard. */
export function TableView({ table, finished = NONE, end }: TableProps): ReactNode {
  const columns = table.header.map((cell) => inlineText(cell.tokens).trim()).filter(Boolean)
  const groups = [...finished, ...groupRows(table.rows)]
  const many = table.header.length > FEW_COLUMNS
  const lastHeader = groups.length === 0 ? table.header.length - 1 : -1
  return (
    <figure
      className={many ? `${styles['table']} ${styles['manyColumns']}` : styles['table']}
      aria-label={`Table: ${columns.join(', ')}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <Cell key={index} cell={cell} end={index === lastHeader ? end : null} />
            ))}
          </tr>
        </thead>
        {groups.length > 0 ? (
          <tbody>
            {groups.map((rows, index) => (
              <RowGroup key={index} rows={rows} end={index === groups.length - 1 ? end : null} />
            ))}
          </tbody>
        ) : null}
      </table>
    </figure>
  )
}

const RowGroup = memo(
  function RowGroup({ rows, end }: { rows: readonly Row[]; end: ReactNode }): ReactNode {
    return rows.map((row, index) => (
      <TableRow key={index} row={row} end={index === rows.length - 1 ? end : null} />
    ))
  },
  (before, after) => before.end === after.end && isSameGroup(before.rows, after.rows),
)

const TableRow = memo(function TableRow({ row, end }: { row: Row; end: ReactNode }): ReactNode {
  const last = Math.max(
    0,
    row.findLastIndex((cell) => cell.text !== ''),
  )
  return (
    <tr>
      {row.map((cell, index) => (
        <Cell key={index} cell={cell} end={index === last ? end : null} />
      ))}
    </tr>
  )
})

function Cell({ cell, end }: { cell: Tokens.TableCell; end: ReactNode }): ReactNode {
  const content = (
    <>
      <Inline tokens={cell.tokens} />
      {end}
    </>
  )
  const size = styles[cellSize(cell)]
  const className = cell.align ? `${styles[cell.align]} ${size}` : size
  return cell.header ? (
    <th scope="col" dir="auto" className={className}>
      {content}
    </th>
  ) : (
    <td dir="auto" className={className}>
      {content}
    </td>
  )
}
