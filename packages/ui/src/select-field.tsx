import type { ReactNode } from 'react'
import { Field, FieldDescription, FieldError, FieldInput, FieldLabel } from './field.tsx'

export interface SelectFieldProps {
  label: ReactNode
  value: string
  onValueChange: (value: string) => void
  options: readonly { value: string; label: string }[]
  description?: ReactNode
  error?: string | null | undefined
  disabled?: boolean | undefined
  name?: string | undefined
}

/** The browser's own list of choices, labelled as every other field. */
export function SelectField(props: SelectFieldProps) {
  const { label, value, onValueChange, options, description, error, disabled, name } = props
  return (
    <Field name={name} disabled={disabled} invalid={Boolean(error)}>
      <FieldLabel>{label}</FieldLabel>
      <span data-slot="field-box">
        <FieldInput
          value={value}
          onValueChange={(next) => onValueChange(next)}
          render={
            <select>
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
          }
        />
      </span>
      {description ? <FieldDescription>{description}</FieldDescription> : null}
      <FieldError>{error}</FieldError>
    </Field>
  )
}
