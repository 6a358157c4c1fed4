import type { SessionView } from '@countersign/contract'
import type { Scope, SessionRow } from '../../http/scope.ts'
import { mfaEnrolmentView } from '../../policy/enrolment-view.ts'
import { ages } from '../../policy/freshness.ts'
import { tasksOf } from '../../policy/tasks.ts'
import { provenBy } from '../../sessions/guard.ts'
import { currentToken } from '../../sessions/tokens.ts'
import type { UserFacts } from '../../users/facts.ts'
import { activityView } from './activity-view.ts'
import { publicUserData, userView } from './user-view.ts'

/** How long SDKs may keep an ended session before forgetting it. */
const abandonAfter = 23 * 86_400_000

/** A session of this client, with its user and a token that verifies elsewhere. */
export async function sessionView(scope: Scope, session: SessionRow, facts: UserFacts): Promise<SessionView> {
  const bare = bareSession(scope, session, facts)
  const isLive = session.status === 'active'
  return {
    ...bare,
    last_active_token: isLive ? { object: 'token', jwt: await currentToken(scope, session, facts) } : null,
    user: userView(scope, facts),
  }
}

/** A session among others of the same user, as the list of devices shows it: without a token (R95). */
export function deviceView(scope: Scope, session: SessionRow, facts: UserFacts): SessionView {
  return { ...bareSession(scope, session, facts), latest_activity: activityView(session) }
}

function bareSession(scope: Scope, session: SessionRow, facts: UserFacts): SessionView {
  const tasks = tasksOf(facts, scope.instance.settings, session, scope.now)
  return {
    object: 'session',
    id: session.id,
    client_id: session.client_id,
    status: session.status === 'active' && tasks.length > 0 ? 'pending' : session.status,
    expire_at: session.expires_at,
    abandon_at: session.expires_at + abandonAfter,
    last_active_at: session.last_active_at,
    last_active_organization_id: null,
    last_active_token: null,
    actor: session.actor === null ? null : JSON.parse(session.actor),
    tasks: tasks.length > 0 ? tasks : null,
    mfa_enrolment: mfaEnrolmentView(facts, scope.instance.settings, session, scope.now),
    factor_verification_age: ages(provenBy(session), scope.now),
    user: null,
    public_user_data: publicUserData(scope, facts),
    created_at: session.created_at,
    updated_at: session.updated_at,
  }
}
