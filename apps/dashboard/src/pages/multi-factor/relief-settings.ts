import type { Settings, SettingsPatch } from '@countersign/contract'

/** What makes the second step bearable: something stronger is offered, a browser is trusted, and a loss has a way back. */
export interface ReliefSettings {
  nudges: boolean
  trusted: boolean
  trusted_days: string
  recovery: boolean
  wait_hours: string
  second_operator: boolean
}

/** As the contract bounds them; the server has the last word. */
export const bounds = {
  trusted_days: { least: 1, most: 90 },
  wait_hours: { least: 24, most: 168 },
} as const

export function reliefSettingsOf({ multi_factor, trusted_devices, recovery }: Settings): ReliefSettings {
  return {
    nudges: multi_factor.nudges,
    trusted: trusted_devices.enabled,
    trusted_days: String(trusted_devices.days),
    recovery: recovery.enabled,
    wait_hours: String(recovery.wait_hours),
    second_operator: recovery.second_operator,
  }
}

/** Null where it is no whole number within its bounds. */
export function readWhole(text: string, { least, most }: { least: number; most: number }): number | null {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : null
}

/** The number that is shown and cannot be stored as it is. */
export function wrongField(draft: ReliefSettings): keyof typeof bounds | null {
  const shown = { trusted_days: draft.trusted, wait_hours: draft.recovery }
  const names = ['trusted_days', 'wait_hours'] as const
  return names.find((name) => shown[name] && readWhole(draft[name], bounds[name]) === null) ?? null
}

/** Each group only with the fields that changed. What is not shown is not stored. */
export function reliefPatch(draft: ReliefSettings, changes: Partial<ReliefSettings>): SettingsPatch {
  const { nudges, trusted, recovery, second_operator } = changes
  const trusted_days = draft.trusted ? changes.trusted_days : undefined
  const wait_hours = draft.recovery ? changes.wait_hours : undefined
  return {
    ...group('multi_factor', { nudges }),
    ...group('trusted_devices', { enabled: trusted, days: whole(trusted_days) }),
    ...group('recovery', { enabled: recovery, wait_hours: whole(wait_hours), second_operator }),
  }
}

const whole = (text: string | undefined) => (text === undefined ? undefined : Number(text))

function group(name: keyof SettingsPatch, fields: Record<string, unknown>): SettingsPatch {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return given.length === 0 ? {} : ({ [name]: Object.fromEntries(given) } as SettingsPatch)
}
