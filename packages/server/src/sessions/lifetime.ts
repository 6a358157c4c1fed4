import type { Scope } from '../http/scope.ts'

const hour = 3_600_000

/** A session last used before this moment has idled out (R89). */
export function idleSince(scope: Pick<Scope, 'instance' | 'now'>): number {
  return scope.now - scope.instance.settings.sessions.idle_hours * hour
}
