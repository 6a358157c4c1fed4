import type { ReactNode, Ref } from 'react'

export interface CardProps {
  title?: ReactNode
  /** Heading level of the title; the outline of the page is the caller's to keep. */
  level?: 1 | 2 | 3 | 4 | undefined
  description?: ReactNode
  /** Beside the title. */
  actions?: ReactNode
  children?: ReactNode
  id?: string | undefined
  /** To move the focus to the title when the card replaces another. */
  titleRef?: Ref<HTMLHeadingElement> | undefined
}

export function Card({ title, level = 2, description, actions, children, id, titleRef }: CardProps) {
  const Heading = `h${level}` as const
  return (
    <section data-slot="card" id={id}>
      {title ? (
        <header data-slot="card-header">
          <div>
            <Heading data-slot="card-title" ref={titleRef} tabIndex={titleRef ? -1 : undefined}>
              {title}
            </Heading>
            {description ? <p data-slot="card-description">{description}</p> : null}
          </div>
          {actions ? <div data-slot="card-actions">{actions}</div> : null}
        </header>
      ) : null}
      {children}
    </section>
  )
}

/** A titled part of a page, without a frame of its own. */
export function Section({ title, level = 2, description, actions, children, id }: CardProps) {
  const Heading = `h${level}` as const
  return (
    <section data-slot="section" data-level={level} id={id} aria-labelledby={id ? `${id}-title` : undefined}>
      <header data-slot="section-header">
        <div>
          <Heading data-slot="section-title" id={id ? `${id}-title` : undefined} tabIndex={-1}>
            {title}
          </Heading>
          {description ? <p data-slot="section-description">{description}</p> : null}
        </div>
        {actions ? <div data-slot="section-actions">{actions}</div> : null}
      </header>
      {children}
    </section>
  )
}

export function Badge({ children, tone = 'neutral' }: { children: ReactNode; tone?: 'neutral' | 'success' | 'warn' }) {
  return (
    <span data-slot="badge" data-tone={tone}>
      {children}
    </span>
  )
}
