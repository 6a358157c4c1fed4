import { Button as BaseButton } from '@base-ui/react/button'
import type { ComponentProps, ReactNode } from 'react'
import { Spinner } from './spinner.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'

interface Look {
  variant?: ButtonVariant | undefined
  /** Takes the whole line. */
  wide?: boolean | undefined
  small?: boolean | undefined
}

export interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, 'className' | 'style'>, Look {
  /** An action is under way: the button keeps the focus, ignores presses and says so. */
  busy?: boolean | undefined
}

export function Button({ variant = 'secondary', wide, small, busy, disabled, children, ...rest }: ButtonProps) {
  return (
    <BaseButton
      type="button"
      {...rest}
      disabled={disabled || busy}
      focusableWhenDisabled={busy === true}
      aria-busy={busy || undefined}
      data-slot="button"
      data-variant={variant}
      data-wide={wide ? '' : undefined}
      data-small={small ? '' : undefined}
      data-busy={busy ? '' : undefined}
    >
      {busy ? <Spinner /> : null}
      <span data-slot="button-label">{children}</span>
    </BaseButton>
  )
}

export interface LinkProps extends Omit<ComponentProps<'a'>, 'className' | 'style'> {
  children: ReactNode
}

/** A place to go that looks like a button. */
export function LinkButton({ variant = 'secondary', wide, small, children, ...rest }: LinkProps & Look) {
  return (
    <a
      {...rest}
      data-slot="button"
      data-variant={variant}
      data-wide={wide ? '' : undefined}
      data-small={small ? '' : undefined}
    >
      <span data-slot="button-label">{children}</span>
    </a>
  )
}

export function Link({ children, ...rest }: LinkProps) {
  return (
    <a {...rest} data-slot="link">
      {children}
    </a>
  )
}
