import type { ReactNode, Ref } from 'react'

export interface BannerProps {
  tone?: 'info' | 'success' | 'warn' | 'danger' | undefined
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  ref?: Ref<HTMLDivElement> | undefined
}

/** Something to know. Danger interrupts a screen reader (`alert`); the rest waits its turn (`status`). */
export function Banner({ tone = 'info', title, children, actions, ref }: BannerProps) {
  return (
    <div ref={ref} tabIndex={-1} data-slot="banner" data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <svg data-slot="banner-icon" viewBox="0 0 20 20" aria-hidden="true">
        {tone === 'success' ? <path d="M5 10.5l3.2 3.2L15 7" /> : <path d="M10 5.5v5.5m0 3.2v.1" />}
        <circle cx="10" cy="10" r="8.25" />
      </svg>
      <div data-slot="banner-words">
        {title ? <strong>{title}</strong> : null}
        {children ? <div>{children}</div> : null}
        {actions ? <div data-slot="banner-actions">{actions}</div> : null}
      </div>
    </div>
  )
}
