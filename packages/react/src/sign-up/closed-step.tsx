import { Link } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { StepCard } from '../steps/step-form.tsx'

/** The application takes no sign-ups: says so, and leads to sign-in. */
export function ClosedStep({ application, signInUrl }: { application: string; signInUrl?: string | undefined }) {
  const { signUp: words } = useMessages()
  return (
    <StepCard title={words.closedTitle} subtitle={fill(words.closedSubtitle, { application })}>
      {signInUrl ? (
        <p>
          <Link href={signInUrl}>{words.signIn}</Link>
        </p>
      ) : null}
    </StepCard>
  )
}
