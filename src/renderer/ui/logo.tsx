import type { ReactNode } from 'react'

/** A gate in the water. */
export function Logo({ size = 18 }: { size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M3 2v14M15 2v14M3 5h12M1.5 12c1.5-1.4 3-1.4 4.5 0s3 1.4 4.5 0 3-1.4 6 0" />
    </svg>
  )
}
