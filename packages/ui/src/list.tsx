import type { ReactNode } from 'react'

export function List({ children, label }: { children: ReactNode; label?: string | undefined }) {
  return (
    <ul data-slot="list" aria-label={label}>
      {children}
    </ul>
  )
}

export interface ListItemProps {
  title: ReactNode
  detail?: ReactNode
  icon?: ReactNode
  actions?: ReactNode
  children?: ReactNode
}

export function ListItem({ title, detail, icon, actions, children }: ListItemProps) {
  return (
    <li data-slot="list-item">
      {icon ? (
        <span data-slot="list-icon" aria-hidden="true">
          {icon}
        </span>
      ) : null}
      <div data-slot="list-words">
        <div data-slot="list-title">{title}</div>
        {detail ? <div data-slot="list-detail">{detail}</div> : null}
        {children}
      </div>
      {actions ? <div data-slot="list-actions">{actions}</div> : null}
    </li>
  )
}
