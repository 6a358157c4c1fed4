import { Banner, Button, Link, Spinner } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { StepCard } from '../steps/step-form.tsx'
import type { Invitation } from './use-invitation.ts'

export interface InvitationStepProps {
  invitation: Invitation
  application: string
  /** Whether an account can be created without an invitation, too. */
  isOpen: boolean
  signInUrl?: string | undefined
}

const final: ReadonlySet<string> = new Set(['ticket_invalid_code', 'form_identifier_exists', 'sign_up_mode_restricted'])

/** Before the sign-up has begun: asks to accept the invitation, or says why it was refused and what to do. */
export function InvitationStep({ invitation, application, isOpen, signInUrl }: InvitationStepProps) {
  const { signUp: words, common } = useMessages()
  const { stage, isBusy, failure, accept, dismiss } = invitation
  if (stage === 'opening') return <Spinner label={common.loading} />
  if (stage === 'offered')
    return (
      <StepCard title={words.invitedTitle} subtitle={fill(words.acceptSubtitle, { application })}>
        <Button variant="primary" wide busy={isBusy} onClick={accept}>
          {words.submit}
        </Button>
      </StepCard>
    )
  return (
    <StepCard title={words.invitationRefusedTitle}>
      <Banner tone="danger">{failure?.message}</Banner>
      {final.has(failure?.code ?? '') ? null : (
        <Button variant="primary" wide onClick={accept}>
          {common.tryAgain}
        </Button>
      )}
      {isOpen ? (
        <Button wide onClick={dismiss}>
          {words.withoutInvitation}
        </Button>
      ) : null}
      {signInUrl ? (
        <p>
          <Link href={signInUrl}>{words.signIn}</Link>
        </p>
      ) : null}
    </StepCard>
  )
}
