import type { EmailAddress } from '@countersign/js'
import { Dialog, TextField, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useEnvironment } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { CodeStep } from '../../steps/code-step.tsx'
import { Resend } from '../../steps/resend.tsx'
import { BareSteps, StepForm } from '../../steps/step-form.tsx'
import { failureFor, useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'

export interface EmailDialogProps {
  /** Null to add one; an address to verify it. */
  address: Pick<EmailAddress, 'id' | 'emailAddress'> | null
  isOpen: boolean
  onClose: () => void
}

/** Adds an address and verifies it, or verifies one that is there. */
export function EmailDialog({ address, isOpen, onClose }: EmailDialogProps) {
  const { profile, signUp, fields, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard } = useReverification()
  const environment = useEnvironment()
  const toast = useToast()
  const action = useAction()
  const [email, setEmail] = useState('')
  const [target, setTarget] = useState(address)
  const [isSent, setSent] = useState(false)

  async function send(to: Pick<EmailAddress, 'id' | 'emailAddress'>) {
    await guard(() => moves.emailAddress(to.id).prepareVerification())
    setSent(true)
  }
  const add = () =>
    action.run(async () => {
      const added = await guard(() => moves.createEmailAddress({ email: email.trim() }))
      setTarget(added)
      await send(added)
    })
  async function verify(to: Pick<EmailAddress, 'id' | 'emailAddress'>, code: string) {
    if (!(await action.run(() => guard(() => moves.emailAddress(to.id).attemptVerification({ code }))))) return
    onClose()
    toast(fill(profile.emailVerified, { email: to.emailAddress }))
  }

  return (
    <Dialog
      open={isOpen}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title={address ? profile.verifyEmail : profile.addEmail}
      closeLabel={common.close}
      returnFocus={() => headingOf('email-addresses')}
    >
      {target && isSent ? (
        <BareSteps value={true}>
          <CodeStep
            title={signUp.verifyTitle}
            subtitle={fill(signUp.verifySubtitle, { destination: target.emailAddress })}
            label={fields.emailCode}
            progress={action}
            onCode={(code) => void verify(target, code)}
            footer={
              <Resend
                seconds={environment?.countersign.emailResendSeconds ?? 30}
                onResend={() => action.run(() => send(target))}
              />
            }
          />
        </BareSteps>
      ) : target ? (
        <StepForm
          progress={action}
          fields={[]}
          submitLabel={profile.sendCode}
          onSubmit={() => void action.run(() => send(target))}
        >
          <p>{fill(profile.sendCodeText, { email: target.emailAddress })}</p>
        </StepForm>
      ) : (
        <StepForm
          progress={action}
          fields={['email_address']}
          submitLabel={common.continue}
          onSubmit={() => void add()}
        >
          <TextField
            label={fields.emailAddress}
            name="email_address"
            type="email"
            inputMode="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            value={email}
            onValueChange={setEmail}
            error={failureFor(action.failure, 'email_address')}
          />
        </StepForm>
      )}
    </Dialog>
  )
}
