import { Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { EnrolmentDone } from '../enrolment/enrolment-done.tsx'
import { useEnvironment } from '../hooks.ts'
import { lazyComponent } from '../lazy-component.tsx'
import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'
import { CodeForm } from '../steps/code-step.tsx'
import { Resend } from '../steps/resend.tsx'
import { StepForm } from '../steps/step-form.tsx'
import { PickNumber } from './pick-number.tsx'
import { useNumberFormat } from './use-number-format.ts'
import type { PhoneEnrolmentState, PhoneStep } from './use-phone-enrolment.ts'

const NumberForm = lazyComponent(() => import('./number-form.tsx').then((m) => m.NumberForm))

export interface PhoneEnrolmentProps {
  enrolment: PhoneEnrolmentState
  /** Said beside the choice of a number: what SMS is worth. */
  hasRiskNote: boolean
  onDone: () => void
}

/** From a number to a second step that is on, for a dialog or a page. */
export function PhoneEnrolment({ enrolment, hasRiskNote, onDone }: PhoneEnrolmentProps) {
  const { phone, fields } = useMessages()
  const environment = useEnvironment()
  const format = useNumberFormat(true)
  const { step, progress } = enrolment
  const note = hasRiskNote ? <p data-slot="card-description">{phone.risk}</p> : null

  switch (step.name) {
    case 'pick':
      return (
        <PickNumber
          numbers={enrolment.usable}
          progress={progress}
          onPick={(number) => void enrolment.reserve(number)}
          onNew={() => enrolment.show('new')}
          note={note}
        />
      )
    case 'new':
      return (
        <NumberForm
          countries={environment?.countersign.smsCountries ?? []}
          progress={progress}
          onNumber={(phoneNumber) => void enrolment.add(phoneNumber)}
          note={note}
          footer={
            enrolment.usable.length > 0 ? (
              <Button variant="quiet" onClick={() => enrolment.show('pick')}>
                {phone.useKnown}
              </Button>
            ) : null
          }
        />
      )
    case 'send':
      return (
        <StepForm
          progress={progress}
          fields={[]}
          submitLabel={phone.sendCode}
          onSubmit={() => void enrolment.send(step.number)}
        >
          <p>{fill(phone.sendTo, { number: format(step.number.phoneNumber) })}</p>
        </StepForm>
      )
    case 'code':
      return (
        <CodeForm
          label={fields.smsCode}
          description={fill(phone.sentTo, { number: format(step.number.phoneNumber) })}
          submitLabel={phone.verify}
          progress={progress}
          onCode={(code) => void enrolment.verify(step.number, code)}
          footer={
            <Resend
              seconds={environment?.countersign.smsResendSeconds ?? 60}
              onResend={() => enrolment.send(step.number)}
            />
          }
        />
      )
    case 'verified':
      return (
        <StepForm
          progress={progress}
          fields={[]}
          submitLabel={phone.turnOn}
          onSubmit={() => void enrolment.reserve(step.number)}
        >
          <p>{fill(phone.turnOnText, { number: format(step.number.phoneNumber) })}</p>
        </StepForm>
      )
    case 'on':
      return <EnrolmentDone text={phone.onText} backupCodes={step.backupCodes} onDone={onDone} />
  }
}

/** What the dialog or page around a step is called. */
export function phoneTitle(step: PhoneStep, { phone, backupCodes, enrolment }: Messages, title: string): string {
  if (step.name === 'code') return phone.codeTitle
  if (step.name !== 'on') return title
  return step.backupCodes?.length ? backupCodes.title : enrolment.doneTitle
}
