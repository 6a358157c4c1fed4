import './table-box.css'
import type { ReactNode } from 'react'

/** A table that scrolls sideways where the page is narrower. */
export function TableBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section data-slot="table-box" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </section>
  )
}
