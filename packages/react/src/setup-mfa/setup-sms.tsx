import { Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { PhoneEnrolment, phoneTitle } from '../phone/phone-enrolment.tsx'
import { usePhoneEnrolment } from '../phone/use-phone-enrolment.ts'
import { StepCard } from '../steps/step-form.tsx'

export interface SetupSmsProps {
  onDone: () => void
  onBack: () => void
}

/** The page around setting up codes by SMS; going back gives up what is not finished. */
export function SetupSms({ onDone, onBack }: SetupSmsProps) {
  const messages = useMessages()
  const enrolment = usePhoneEnrolment({ purpose: 'second-factor' })
  return (
    <StepCard title={phoneTitle(enrolment.step, messages, messages.phone.addTitle)}>
      <PhoneEnrolment enrolment={enrolment} hasRiskNote onDone={onDone} />
      {enrolment.isLocked ? null : (
        <Button variant="quiet" onClick={onBack}>
          {messages.common.back}
        </Button>
      )}
    </StepCard>
  )
}
