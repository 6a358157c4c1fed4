import { Banner, Button } from '@countersign/ui'
import type { UserDetails } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'
import type { Ask } from './ask.ts'

export interface StandingProps {
  details: UserDetails
  onAsk: (ask: Ask) => void
}

/** What keeps the user out or from changing anything, each with its way back. */
export function Standing({ details, onAsk }: StandingProps) {
  const { user, undone_at } = details
  const { banned, locked, changes_locked_until: frozenUntil } = user
  const button = (label: string, what: 'unban' | 'unlock' | 'lift_changes_lock' | 'take_back_undo') => (
    <Button small onClick={() => onAsk({ what })}>
      {label}
    </Button>
  )
  return (
    <>
      {banned ? (
        <Banner tone="danger" actions={button('Lift the ban', 'unban')}>
          This user is banned: nobody signs in to the account.
        </Banner>
      ) : null}
      {locked ? (
        <Banner tone="warn" actions={button('Unlock', 'unlock')}>
          Signing in is locked for {minutes(user.lockout_expires_in_seconds)} more.
        </Banner>
      ) : null}
      {frozenUntil !== null ? (
        <Banner tone="warn" actions={button('Lift the freeze', 'lift_changes_lock')}>
          Somebody said that a change to this account was not theirs. Until <Moment at={frozenUntil} /> the user cannot
          change passwords, factors or addresses.
        </Banner>
      ) : null}
      {undone_at !== null ? (
        <Banner actions={button('Give back', 'take_back_undo')}>
          An undo link was used on <Moment at={undone_at} />. What it took off is kept for a week.
        </Banner>
      ) : null}
    </>
  )
}

function minutes(seconds: number | null): string {
  const whole = Math.max(1, Math.ceil((seconds ?? 0) / 60))
  return whole === 1 ? 'one minute' : `${whole} minutes`
}
