import { Link } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { StepCard } from '../steps/step-form.tsx'

export interface ClosedStepProps {
  application: string
  /** Sign-up needs an invitation, and there is none. */
  isByInvitation?: boolean
  signInUrl?: string | undefined
}

/** The application takes no sign-ups, or none without an invitation: says so, and leads to sign-in. */
export function ClosedStep({ application, isByInvitation = false, signInUrl }: ClosedStepProps) {
  const { signUp: words } = useMessages()
  const title = isByInvitation ? words.invitationOnlyTitle : words.closedTitle
  const subtitle = isByInvitation ? words.invitationOnlySubtitle : words.closedSubtitle
  return (
    <StepCard title={title} subtitle={fill(subtitle, { application })}>
      {signInUrl ? (
        <p>
          <Link href={signInUrl}>{words.signIn}</Link>
        </p>
      ) : null}
    </StepCard>
  )
}
