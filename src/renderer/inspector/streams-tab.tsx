import type { ReactNode } from 'react'

export function StreamsTab(): ReactNode {
  return null
}
