import type { Session } from '@countersign/js'

/** `Firefox 128 · desktop`, as far as it is known. */
export function deviceOf(session: Session, unknown: string): string {
  const activity = session.latestActivity
  const browser = [activity?.browserName, activity?.browserVersion?.split('.')[0]].filter(Boolean).join(' ')
  return [browser, activity?.deviceType].filter(Boolean).join(' · ') || unknown
}

export function whenOf(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
