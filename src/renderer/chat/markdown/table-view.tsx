import type { Tokens } from 'marked'
import { memo, type ReactNode } from 'react'
import styles from './answer-text.module.css'
import { inlineText } from './inline-text.ts'
import { Inline } from './inline-view.tsx'

type Row = readonly Tokens.TableCell[]

interface TableProps {
  table: Tokens.Table
  finished?: readonly (readonly Row[])[]
  end: ReactNode
}

const NONE: readonly (readonly Row[])[] = []

/** A table scrolls inside itself, so that a wide one never widens the page; the region can be reached by keyboard. */
export function TableView({ table, finished = NONE, end }: TableProps): ReactNode {
  const columns = table.header.map((cell) => inlineText(cell.tokens).trim()).filter(Boolean)
  const rows = finished.length + table.rows.length
  return (
    <div className={styles['table']} role="region" aria-label={`Table: ${columns.join(', ')}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <Cell
                key={index}
                cell={cell}
                end={rows === 0 && index === table.header.length - 1 ? end : null}
              />
            ))}
          </tr>
        </thead>
        {rows > 0 ? (
          <tbody>
            {finished.map((group, index) => (
              <RowGroup key={index} rows={group} end={null} />
            ))}
            <RowGroup key={finished.length} rows={table.rows} end={end} />
          </tbody>
        ) : null}
      </table>
    </div>
  )
}

const RowGroup = memo(function RowGroup({ rows, end }: { rows: readonly Row[]; end: ReactNode }): ReactNode {
  return rows.map((row, index) => (
    <TableRow key={index} row={row} end={index === rows.length - 1 ? end : null} />
  ))
})

function TableRow({ row, end }: { row: Row; end: ReactNode }): ReactNode {
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
}

function Cell({ cell, end }: { cell: Tokens.TableCell; end: ReactNode }): ReactNode {
  const content = (
    <>
      <Inline tokens={cell.tokens} />
      {end}
    </>
  )
  const className = cell.align ? styles[cell.align] : undefined
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
