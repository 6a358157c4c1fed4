import type { FactorWish, UserVerb } from '../../api/user-views.ts'

/** What an operator is about to do to a user. */
export type Ask =
  | { what: Exclude<UserVerb, 'remove_factor'> }
  | { what: 'remove_factor'; factor: FactorWish; name: string }
  | { what: 'end_session'; sessionId: string; name: string }
  | { what: 'end_trust'; deviceId: string; name: string }
  /** Whether somebody else has to approve it. */
  | { what: 'reset'; needsOther: boolean }
  | { what: 'delete' }

interface Words {
  title: string
  description: string
  confirm: string
  done: string
  /** Whether the audit log must say why. */
  reason: 'required' | 'optional' | 'none'
  /** Fewest characters of the reason. */
  least?: number
  tone: 'danger' | 'primary'
}

const told = 'The user is told on every address, with a link that takes it back.'

const verbs: Record<Exclude<UserVerb, 'remove_factor'> | 'delete', Words> = {
  ban: {
    title: 'Ban this user?',
    description:
      'Every session ends now, and nobody signs in to this account until the ban is lifted. Nothing is deleted.',
    confirm: 'Ban',
    done: 'User banned',
    reason: 'optional',
    tone: 'danger',
  },
  unban: {
    title: 'Lift the ban?',
    description: 'The user can sign in again, with everything they had.',
    confirm: 'Lift the ban',
    done: 'Ban lifted',
    reason: 'optional',
    tone: 'primary',
  },
  lock: {
    title: 'Lock this user?',
    description:
      'Signing in is refused for a while, as after too many wrong guesses. Sessions go on; the user is told.',
    confirm: 'Lock',
    done: 'User locked',
    reason: 'optional',
    tone: 'danger',
  },
  unlock: {
    title: 'Unlock this user?',
    description:
      'The wrong guesses are forgotten and signing in is possible at once. Make sure that the owner is asking.',
    confirm: 'Unlock',
    done: 'User unlocked',
    reason: 'optional',
    tone: 'primary',
  },
  lift_changes_lock: {
    title: 'Let the user change the account again?',
    description:
      'Somebody said that a change was not theirs, so passwords, factors and addresses are frozen for a week. Lift that only when you are sure who is asking.',
    confirm: 'Lift the freeze',
    done: 'Freeze lifted',
    reason: 'required',
    tone: 'danger',
  },
  take_back_undo: {
    title: 'Give back what the undo took off?',
    description: `For when “This wasn’t me” was itself the attack: the account is as it was before the link was used, and the freeze ends. ${told}`,
    confirm: 'Give back',
    done: 'Given back',
    reason: 'required',
    tone: 'danger',
  },
  end_sessions: {
    title: 'Sign this user out everywhere?',
    description: 'Every session ends. The user can sign in again at once.',
    confirm: 'Sign out everywhere',
    done: 'Signed out everywhere',
    reason: 'optional',
    tone: 'danger',
  },
  delete: {
    title: 'Delete this user?',
    description:
      'The account goes with its factors, sessions and addresses, and cannot be brought back. The audit log keeps what it says.',
    confirm: 'Delete',
    done: 'User deleted',
    reason: 'optional',
    tone: 'danger',
  },
}

export function wordsOf(ask: Ask): Words {
  if (ask.what === 'end_session')
    return {
      title: 'End this session?',
      description: ask.name,
      confirm: 'End session',
      done: 'Session ended',
      reason: 'none',
      tone: 'danger',
    }
  if (ask.what === 'end_trust')
    return {
      title: 'Ask for the second step there again?',
      description: ask.name,
      confirm: 'Remove',
      done: 'Browser removed',
      reason: 'none',
      tone: 'danger',
    }
  if (ask.what === 'reset') return resetWords(ask.needsOther)
  if (ask.what !== 'remove_factor') return verbs[ask.what]
  return {
    reason: 'required',
    tone: 'danger',
    title: `Remove ${ask.name}?`,
    description: `It proves nothing any more at the next sign-in. ${told}`,
    confirm: 'Remove',
    done: 'Factor removed',
  }
}

/** Nothing goes by it and nobody gets in by it alone (R79). */
function resetWords(needsOther: boolean): Words {
  const what =
    'The user may set up a new second step, with the first one and a code by mail. The lost factors go when there is a new one.'
  return {
    title: 'Reset two-step verification?',
    description: `${what} ${needsOther ? 'Another operator must approve it within 24 hours; the user is told then.' : 'The user is told at once.'}`,
    confirm: needsOther ? 'Ask for approval' : 'Reset',
    done: needsOther ? 'Waits for another operator' : 'The user can set up a new second step',
    reason: 'required',
    least: 10,
    tone: 'primary',
  }
}
