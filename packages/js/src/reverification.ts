import { isCountersignError } from './error.ts'
import type { VerificationLevel } from './types.ts'

const levels: ReadonlySet<unknown> = new Set<VerificationLevel>(['first_factor', 'second_factor', 'multi_factor'])

/**
 * Runs `action`; when a fresh proof is wanted first, lets `prove` get it and runs `action` once more. The server may want it, which is an
 * error, or an app's own server, which is a `Response` or a value with the hint in it (`ReverificationRequired` of @countersign/backend,
 * `reverificationError` of Clerk's SDKs). `prove` takes the person through `session.startVerification({ level })` and on, and rejects
 * when they give up.
 */
export async function withReverification<T>(
  action: () => Promise<T>,
  prove: (level: VerificationLevel) => Promise<unknown>,
): Promise<T> {
  let wanted: VerificationLevel | null
  let result: T | undefined
  try {
    result = await action()
    wanted = await wantedBy(result)
  } catch (error) {
    if (!isCountersignError(error, 'session_reverification_required')) throw error
    wanted = levelOf(error.meta['reverification'])
  }
  if (wanted === null) return result as T
  await prove(wanted)
  return action()
}

async function wantedBy(result: unknown): Promise<VerificationLevel | null> {
  if (!(result instanceof Response)) return hintIn(result)
  // The caller still reads the body of an answer that wants nothing.
  return result.status === 403 || result.status === 401
    ? hintIn(
        await result
          .clone()
          .json()
          .catch(() => null),
      )
    : null
}

function hintIn(value: unknown): VerificationLevel | null {
  const hint = propertyOf(value, 'clerk_error')
  if (propertyOf(hint, 'reason') !== 'reverification-error') return null
  return levelOf(propertyOf(propertyOf(hint, 'metadata'), 'reverification'))
}

/** A level and an age, or one of the names that Clerk's SDKs know. When in doubt the second factor: less would not be enough. */
function levelOf(reverification: unknown): VerificationLevel {
  if (reverification === 'strict_mfa') return 'multi_factor'
  const level = propertyOf(reverification, 'level')
  return levels.has(level) ? (level as VerificationLevel) : 'second_factor'
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
