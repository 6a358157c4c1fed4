import type { MfaEnrolment } from '@countersign/js'
import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'

/** Why a second step is to be set up, and how long that can wait. */
export function enrolmentWords(
  words: Messages['setupMfa'],
  enrolment: MfaEnrolment | null,
  application: string,
): string {
  if (!enrolment || enrolment.rule.id === 'required') return fill(words.subtitle, { application })
  if (!enrolment.maySkip) return fill(enrolment.reason === 'grace_over' ? words.graceOver : words.rule, { application })
  const { until, skipsLeft } = enrolment
  if (until !== null) {
    const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' }).format(until)
    return fill(words.until, { application, time })
  }
  return fill(skipsLeft === 1 ? words.lastSkip : words.skips, { application, count: skipsLeft ?? 0 })
}
