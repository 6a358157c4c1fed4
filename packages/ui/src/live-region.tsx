import type { ReactNode } from 'react'

/** Read out when its words change, without taking the focus. */
export function LiveRegion({ children, isVisible = false }: { children?: ReactNode; isVisible?: boolean }) {
  return (
    <span role="status" data-slot={isVisible ? 'live-region' : 'visually-hidden'}>
      {children}
    </span>
  )
}

export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span data-slot="visually-hidden">{children}</span>
}
