export interface Told {
  browserName: string | null
  browserVersion: string | null
  deviceType: string | null
}

/** `Firefox 128 · desktop`, as far as it is known. */
export function deviceOf(told: Told | undefined, unknown: string): string {
  const browser = [told?.browserName, told?.browserVersion?.split('.')[0]].filter(Boolean).join(' ')
  return [browser, told?.deviceType].filter(Boolean).join(' · ') || unknown
}

export function whenOf(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

export function dayOf(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(at)
}
