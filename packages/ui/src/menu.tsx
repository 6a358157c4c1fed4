import { Menu as BaseMenu } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'

export interface MenuProps {
  /** The button that opens it; must have a name. */
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'end' | undefined
}

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align={align} data-slot="menu-positioner">
          <BaseMenu.Popup data-slot="menu">{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

export interface MenuItemProps {
  children: ReactNode
  onSelect: () => void
  tone?: 'danger' | undefined
  disabled?: boolean | undefined
}

export function MenuItem({ children, onSelect, tone, disabled }: MenuItemProps) {
  return (
    <BaseMenu.Item onClick={onSelect} disabled={disabled ?? false} data-slot="menu-item" data-tone={tone}>
      {children}
    </BaseMenu.Item>
  )
}

export function MenuLink({ children, href }: { children: ReactNode; href: string }) {
  return (
    <BaseMenu.LinkItem href={href} data-slot="menu-item">
      {children}
    </BaseMenu.LinkItem>
  )
}

export function MenuSeparator() {
  return <BaseMenu.Separator data-slot="menu-separator" />
}

/** Words above the items that cannot be chosen, such as who is signed in. */
export function MenuHeading({ children }: { children: ReactNode }) {
  return <div data-slot="menu-heading">{children}</div>
}
