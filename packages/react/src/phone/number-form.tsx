import { Banner } from '@countersign/ui'
import { type ReactNode, useState } from 'react'
import { useMessages } from '../context.ts'
import { type Progress, StepForm } from '../steps/step-form.tsx'
import { type Failure, failureFor } from '../use-action.ts'
import { type NumberEntry, NumberFields } from './number-fields.tsx'

export interface NumberFormProps {
  /** Countries that get messages, as the environment tells. */
  countries: readonly string[]
  progress: Progress
  /** In E.164. */
  onNumber: (phoneNumber: string) => void
  note?: ReactNode
  footer?: ReactNode
}

/** Asks for a number, and for nothing else. */
export function NumberForm({ countries, progress, onNumber, note, footer }: NumberFormProps) {
  const { phone } = useMessages()
  const [entry, setEntry] = useState<NumberEntry | null>(null)
  const [refused, setRefused] = useState<Failure | null>(null)
  const failure = refused ?? progress.failure

  function submit() {
    const message = entry ? entry.problem : phone.unreadable
    setRefused(message === null ? null : { message, field: 'phone_number', code: 'phone_number_refused' })
    if (entry?.number) onNumber(entry.number)
  }

  if (countries.length === 0) return <Banner tone="warn">{phone.noCountries}</Banner>
  return (
    <StepForm
      progress={{ isBusy: progress.isBusy, failure }}
      fields={['phone_number']}
      submitLabel={phone.sendCode}
      onSubmit={submit}
      footer={footer}
    >
      <NumberFields
        countries={countries}
        error={failureFor(failure, 'phone_number')}
        onEntry={(typed) => {
          setRefused(null)
          setEntry(typed)
        }}
      />
      {note}
    </StepForm>
  )
}
