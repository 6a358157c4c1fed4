import { Banner } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import { useResets } from '../../api/case-queries.ts'
import type { UserDetails } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'

export interface RecoveryStandingProps {
  instanceId: string
  details: UserDetails
}

/** Whoever talks to the user must know what is under way already: a second caller may be a thief. */
export function RecoveryStanding({ instanceId, details: { user, recovery } }: RecoveryStandingProps) {
  const { data: resets = [] } = useResets(instanceId)
  const asked = resets.find(({ user_id, status }) => user_id === user.id && status === 'waiting_for_approval')
  return (
    <>
      {asked ? (
        <Banner
          actions={
            <Link to="/instances/$instanceId/recovery-cases" params={{ instanceId }} data-slot="link">
              Recovery cases
            </Link>
          }
        >
          A reset of two-step verification waits for another operator until <Moment at={asked.expires_at} />.
        </Banner>
      ) : null}
      {recovery ? (
        <Banner tone="warn">
          {recovery.started_by === 'operator'
            ? 'An operator let this user'
            : 'Somebody with the password and the mailbox asked to'}{' '}
          set up a new second step.{' '}
          {recovery.status === 'waiting' ? (
            <>
              The wait ends on <Moment at={recovery.ready_at} />; any sign-in with the second step stops it.
            </>
          ) : (
            <>
              That is possible until <Moment at={recovery.expires_at} />.
            </>
          )}
        </Banner>
      ) : null}
    </>
  )
}
