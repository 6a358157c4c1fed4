import type { Session } from '@countersign/js'

/** Whether there is something to show before going on: a task, or a second step that may be set up now or later. */
export function isAsked({ status, mfaEnrolment }: Session): boolean {
  return status === 'pending' || (mfaEnrolment?.maySkip === true && !mfaEnrolment.isSkipped)
}
