import type { ReactNode } from 'react'

export function StabilityTab(): ReactNode {
  return null
}
