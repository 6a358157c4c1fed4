import { type ChangeEvent, type ReactNode, type Ref, useLayoutEffect, useRef } from 'react'
import { caretAfter, digitsOf, groupedCode } from './code-text.ts'
import { Field, FieldDescription, FieldError, FieldInput, FieldLabel } from './field.tsx'

export interface CodeFieldProps {
  label: ReactNode
  value: string
  onValueChange: (value: string) => void
  /** Called with the code when its last sign is typed or pasted. */
  onComplete?: ((code: string) => void) | undefined
  description?: ReactNode
  error?: string | null | undefined
  /** `digits`: a short numeric code. `backup`: letters and digits in groups. */
  variant?: 'digits' | 'backup' | undefined
  length?: number | undefined
  /** Sizes of the groups before the last. */
  groups?: readonly number[] | undefined
  name?: string | undefined
  disabled?: boolean | undefined
  autoFocus?: boolean | undefined
  ref?: Ref<HTMLInputElement> | undefined
}

/**
 * One labelled input, however the digits are spaced on screen: a row of boxes is announced as six nameless fields,
 * and breaks paste and autofill (WCAG 1.3.1). No `maxlength`, which would cut "123 456" before we can tidy it.
 */
export function CodeField(props: CodeFieldProps) {
  const { label, value, onValueChange, onComplete, description, error, variant = 'digits', name, disabled } = props
  const isDigits = variant === 'digits'
  const length = props.length ?? (isDigits ? 6 : 24)
  const groups = props.groups ?? [4, 4]
  const input = useRef<HTMLInputElement | null>(null)
  const caret = useRef<number | null>(null)

  useLayoutEffect(() => {
    if (caret.current === null || document.activeElement !== input.current) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })

  function take(event: ChangeEvent<HTMLInputElement>) {
    const typed = event.currentTarget.value
    const next = isDigits ? digitsOf(typed, length) : groupedCode(typed, groups, length)
    const isSign = (character: string) => /[\p{L}\p{N}]/u.test(character)
    caret.current = caretAfter(typed, event.currentTarget.selectionStart ?? typed.length, next, isSign)
    onValueChange(next)
    if (isDigits && next.length === length && /^\d+$/.test(next) && next !== value) onComplete?.(next)
  }

  return (
    <Field name={name} disabled={disabled} invalid={Boolean(error)}>
      <FieldLabel>{label}</FieldLabel>
      <span data-slot="field-box">
        <FieldInput
          ref={(element: HTMLElement | null) => {
            input.current = element as HTMLInputElement | null
            share(props.ref, input.current)
          }}
          value={value}
          onChange={take}
          type="text"
          dir="ltr"
          inputMode={isDigits ? 'numeric' : 'text'}
          autoComplete={isDigits ? 'one-time-code' : 'off'}
          autoCapitalize={isDigits ? 'none' : 'characters'}
          autoCorrect="off"
          spellCheck={false}
          autoFocus={props.autoFocus}
          data-code={variant}
        />
      </span>
      {description ? <FieldDescription>{description}</FieldDescription> : null}
      <FieldError>{error}</FieldError>
    </Field>
  )
}

function share<T>(ref: Ref<T> | undefined, element: T | null) {
  if (typeof ref === 'function') ref(element)
  else if (ref) ref.current = element
}
