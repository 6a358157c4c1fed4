import type { Environment } from '@countersign/js'

/** How long to wait between two codes. */
export function resendSecondsOf(environment: Environment | null): { email: number; sms: number } {
  const told = environment?.countersign
  return { email: told?.emailResendSeconds ?? 30, sms: told?.smsResendSeconds ?? 60 }
}
