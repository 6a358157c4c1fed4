import { Field as BaseField } from '@base-ui/react/field'
import type { ComponentProps, ReactNode, Ref } from 'react'

type PartProps<T extends keyof typeof BaseField> = (typeof BaseField)[T] extends (props: infer P) => unknown
  ? P
  : ComponentProps<Extract<(typeof BaseField)[T], React.ElementType>>

/** Label, control, description and error of one question; Base UI ties them together for assistive technology. */
export function Field(props: Omit<PartProps<'Root'>, 'className' | 'style'>) {
  return <BaseField.Root {...props} data-slot="field" />
}
export function FieldLabel(props: Omit<PartProps<'Label'>, 'className' | 'style'>) {
  return <BaseField.Label {...props} data-slot="field-label" />
}
export function FieldInput(props: Omit<PartProps<'Control'>, 'className' | 'style'>) {
  return <BaseField.Control {...props} data-slot="field-input" />
}
export function FieldDescription(props: Omit<PartProps<'Description'>, 'className' | 'style'>) {
  return <BaseField.Description {...props} data-slot="field-description" />
}
/** Shown while it has children. */
export function FieldError({ children }: { children?: ReactNode }) {
  if (children === undefined || children === null || children === '') return null
  return (
    <BaseField.Error match={true} data-slot="field-error">
      {children}
    </BaseField.Error>
  )
}

export interface TextFieldProps
  extends Omit<ComponentProps<'input'>, 'className' | 'style' | 'onChange' | 'value' | 'defaultValue' | 'ref'> {
  label: ReactNode
  value: string
  onValueChange: (value: string) => void
  description?: ReactNode
  error?: string | null | undefined
  /** Beside the label, such as "Forgot password?". */
  aside?: ReactNode
  /** Inside the box, after the text. */
  after?: ReactNode
  ref?: Ref<HTMLInputElement> | undefined
}

/** One labelled line of text with its description and error. */
export function TextField(props: TextFieldProps) {
  const { label, value, onValueChange, description, error, aside, after, name, disabled, ref, ...input } = props
  return (
    <Field name={name} disabled={disabled} invalid={Boolean(error)}>
      <span data-slot="field-heading">
        <FieldLabel>{label}</FieldLabel>
        {aside}
      </span>
      <span data-slot="field-box">
        <FieldInput {...input} ref={ref as Ref<HTMLElement>} value={value} onValueChange={onValueChange} />
        {after}
      </span>
      {description ? <FieldDescription>{description}</FieldDescription> : null}
      <FieldError>{error}</FieldError>
    </Field>
  )
}
