import { type ReactNode, useId } from 'react'

export interface RadioOption<T extends string> {
  value: T
  label: ReactNode
  description?: ReactNode
}

export interface RadioFieldProps<T extends string> {
  label: ReactNode
  name: string
  value: T
  options: readonly RadioOption<T>[]
  onValueChange: (value: T) => void
}

/** One of a few choices, each with the words that say what it means. The browser's own buttons in our colors; the whole line is the target. */
export function RadioField<T extends string>({ label, name, value, options, onValueChange }: RadioFieldProps<T>) {
  const id = useId()
  return (
    <fieldset data-slot="radio-field">
      <legend data-slot="field-label">{label}</legend>
      {options.map((option) => (
        <label key={option.value} data-slot="radio">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
            aria-labelledby={`${id}${option.value}`}
            aria-describedby={option.description ? `${id}${option.value}-words` : undefined}
          />
          <span data-slot="radio-words">
            <span id={`${id}${option.value}`}>{option.label}</span>
            {option.description ? (
              <span id={`${id}${option.value}-words`} data-slot="field-description">
                {option.description}
              </span>
            ) : null}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
