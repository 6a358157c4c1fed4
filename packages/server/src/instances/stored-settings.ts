import type { Settings } from '@countersign/contract/settings'
import { defaultSettings, settingsSchema } from '@countersign/contract/settings'
import { withoutReserved } from '../sessions/reserved-claims.ts'
import { merge } from './merge.ts'

const parsed = new Map<string, { text: string; settings: Settings }>()
const limit = 1000

/**
 * Settings as stored, over the defaults, so that an instance made before a setting existed has its default.
 * The row is read afresh by every request (R59); only the work of parsing the same text again is saved.
 */
export function parseSettings(instanceId: string, text: string): Settings {
  const known = parsed.get(instanceId)
  if (known?.text === text) return known.settings
  const settings = withoutReservedClaims(settingsSchema.parse(merge(defaultSettings, JSON.parse(text))))
  if (parsed.size >= limit) parsed.clear()
  parsed.set(instanceId, { text, settings })
  return settings
}

/** What a template may not set any more is gone wherever settings are read, so that no other change is refused for it. */
export function withoutReservedClaims(settings: Settings): Settings {
  const templates = settings.jwt_templates.map((one) => ({ ...one, claims: withoutReserved(one.claims) }))
  return { ...settings, jwt_templates: templates }
}
