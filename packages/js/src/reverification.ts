import { isCountersignError } from './error.ts'
import type { VerificationLevel } from './types.ts'

const levels: ReadonlySet<unknown> = new Set<VerificationLevel>(['first_factor', 'second_factor', 'multi_factor'])

/**
 * Runs `action`; when the server wants a fresh proof first, lets `prove` get it and runs `action` once more.
 * `prove` takes the person through `session.startVerification({ level })` and on, and rejects when they give up.
 */
export async function withReverification<T>(
  action: () => Promise<T>,
  prove: (level: VerificationLevel) => Promise<unknown>,
): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!isCountersignError(error, 'session_reverification_required')) throw error
    const wanted = error.meta['reverification'] as { level?: unknown } | undefined
    // When in doubt the strongest: the server takes the first factor instead from a person who has no second one.
    await prove(levels.has(wanted?.level) ? (wanted?.level as VerificationLevel) : 'second_factor')
    return action()
  }
}
