import { Field as BaseField } from '@base-ui/react/field'
import { Switch as BaseSwitch } from '@base-ui/react/switch'
import type { ReactNode } from 'react'
import { Field, FieldDescription, FieldError } from './field.tsx'

export interface SwitchFieldProps {
  label: ReactNode
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  description?: ReactNode
  error?: string | null | undefined
  disabled?: boolean | undefined
  name?: string | undefined
}

/** Something that is on or off, with the words that say what. */
export function SwitchField({ label, checked, onCheckedChange, description, error, disabled, name }: SwitchFieldProps) {
  return (
    <Field name={name} disabled={disabled} invalid={Boolean(error)}>
      <span data-slot="switch-line">
        <span data-slot="switch-words">
          <BaseField.Label data-slot="field-label">{label}</BaseField.Label>
          {description ? <FieldDescription>{description}</FieldDescription> : null}
        </span>
        <BaseSwitch.Root checked={checked} onCheckedChange={(next) => onCheckedChange(next)} data-slot="switch">
          <BaseSwitch.Thumb data-slot="switch-thumb" />
        </BaseSwitch.Root>
      </span>
      <FieldError>{error}</FieldError>
    </Field>
  )
}
