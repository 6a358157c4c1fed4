import { Banner, Button, Card } from '@countersign/ui'
import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useRef } from 'react'
import { useMessages } from '../context.ts'
import { type Failure, failureBeside } from '../use-action.ts'

/** How the action behind a screen stands. */
export interface Progress {
  isBusy: boolean
  failure: Failure | null
}

export interface StepFormProps {
  progress: Progress
  /** The fields that show their own failure; any other failure stands above the form. */
  fields: readonly string[]
  onSubmit: () => void
  submitLabel: string
  children: ReactNode
  /** Other ways on, below the button. */
  footer?: ReactNode
  /** False where something above the form is read first. */
  focusFirst?: boolean
}

/** Starts the attempt over, where that is possible: the way out when the server says that this one is dead. */
export const StartAgain = createContext<(() => void) | null>(null)
const deadAttempt: ReadonlySet<string> = new Set([
  'verification_failed',
  'attempt_expired',
  'step_not_allowed',
  'ticket_invalid_code',
  'client_cookie_missing',
])

/** One question with one button. The focus starts in its first field and returns to a field that was refused. */
export function StepForm({
  progress,
  fields,
  onSubmit,
  submitLabel,
  children,
  footer,
  focusFirst = true,
}: StepFormProps) {
  const { common } = useMessages()
  const startAgain = useContext(StartAgain)
  const form = useRef<HTMLFormElement>(null)
  const { failure, isBusy } = progress
  useEffect(() => {
    if (focusFirst) form.current?.querySelector<HTMLInputElement>('input:not([readonly])')?.focus()
  }, [focusFirst])
  useEffect(() => {
    if (!failure) return
    const refused = form.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"]')
    refused?.focus()
    refused?.select()
  }, [failure])

  function submit(event: FormEvent) {
    event.preventDefault()
    // A form inside a dialog is a child of the page's form in React's tree.
    event.stopPropagation()
    if (!isBusy) onSubmit()
  }

  const beside = failureBeside(failure, fields)
  const isDead = startAgain !== null && deadAttempt.has(failure?.code ?? '')
  return (
    <form ref={form} data-slot="step-form" onSubmit={submit} noValidate>
      {beside ? (
        <Banner tone="danger" actions={isDead ? <Button onClick={startAgain}>{common.startAgain}</Button> : null}>
          {beside}
        </Banner>
      ) : null}
      {children}
      <Button type="submit" variant="primary" wide busy={isBusy}>
        {submitLabel}
      </Button>
      {footer ? <div data-slot="step-footer">{footer}</div> : null}
    </form>
  )
}

/** Where a screen stands: on a card of its own, or inside a dialog that has a title already. */
export const BareSteps = createContext(false)

export interface StepCardProps {
  title: string
  subtitle?: ReactNode
  children?: ReactNode
}

export function StepCard({ title, subtitle, children }: StepCardProps) {
  const isBare = useContext(BareSteps)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // Whatever had the focus went away with the step before this one, and no field took it.
    if (title && document.activeElement === document.body) heading.current?.focus()
  }, [title])
  if (!isBare) {
    return (
      <Card title={title} level={1} description={subtitle} titleRef={heading}>
        {children}
      </Card>
    )
  }
  return (
    <div data-slot="bare-step">
      <h3 data-slot="bare-step-title">{title}</h3>
      {subtitle ? <p data-slot="card-description">{subtitle}</p> : null}
      {children}
    </div>
  )
}
