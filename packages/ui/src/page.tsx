import type { ReactNode } from 'react'

/** One narrow card in the middle of the screen: sign-in and its like. */
export function NarrowPage({ children, footer }: { children: ReactNode; footer?: ReactNode }) {
  return (
    <div data-slot="narrow-page">
      <main data-slot="narrow-main" tabIndex={-1}>
        {children}
      </main>
      {footer ? <footer data-slot="narrow-footer">{footer}</footer> : null}
    </div>
  )
}

export interface WidePageProps {
  header?: ReactNode
  /** Navigation beside the content; above it on a phone. */
  nav?: ReactNode
  children: ReactNode
}

export function WidePage({ header, nav, children }: WidePageProps) {
  return (
    <div data-slot="wide-page">
      {header ? <header data-slot="wide-header">{header}</header> : null}
      <div data-slot="wide-columns" data-nav={nav ? '' : undefined}>
        {nav}
        <main data-slot="wide-main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  )
}

export interface NavLink {
  href: string
  label: string
  isCurrent: boolean
  onFollow?: ((event: React.MouseEvent) => void) | undefined
}

export function SideNav({ label, links }: { label: string; links: readonly NavLink[] }) {
  return (
    <nav data-slot="side-nav" aria-label={label}>
      <ul>
        {links.map((link) => (
          <li key={link.href}>
            <a
              data-slot="side-link"
              href={link.href}
              aria-current={link.isCurrent ? 'page' : undefined}
              onClick={link.onFollow}
            >
              {link.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Lays its children out one under the other. */
export function Stack({ children, gap = 'medium' }: { children: ReactNode; gap?: 'small' | 'medium' | 'large' }) {
  return (
    <div data-slot="stack" data-gap={gap}>
      {children}
    </div>
  )
}

/** Lays its children out side by side, wrapping where the screen is narrow. */
export function Row({ children, align = 'start' }: { children: ReactNode; align?: 'start' | 'end' | 'between' }) {
  return (
    <div data-slot="row" data-align={align}>
      {children}
    </div>
  )
}
