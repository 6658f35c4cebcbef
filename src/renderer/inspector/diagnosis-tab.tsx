import type { ReactNode } from 'react'

export function DiagnosisTab(): ReactNode {
  return null
}
