import type { ReactNode } from 'react'

export interface CheckboxProps {
  label: ReactNode
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  disabled?: boolean | undefined
  name?: string | undefined
}

/** The browser's own checkbox in our colours: the whole line is the target. */
export function Checkbox({ label, checked, onCheckedChange, disabled, name }: CheckboxProps) {
  return (
    <label data-slot="checkbox">
      <input
        type="checkbox"
        name={name}
        disabled={disabled}
        checked={checked}
        onChange={(event) => onCheckedChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  )
}
