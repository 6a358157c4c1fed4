import type { ReactNode } from 'react'

/** A share as a bar; what it says is in the text below, which is all that a screen reader needs. */
export function Gauge({ share, level, children }: { share: number; level?: number; children: ReactNode }) {
  return (
    <div data-slot="gauge" data-level={level}>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect data-slot="gauge-track" width="100" height="4" />
        <rect data-slot="gauge-fill" width={share * 100} height="4" />
      </svg>
      {children}
    </div>
  )
}
