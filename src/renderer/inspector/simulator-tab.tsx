import type { ReactNode } from 'react'

export function SimulatorTab(): ReactNode {
  return null
}
