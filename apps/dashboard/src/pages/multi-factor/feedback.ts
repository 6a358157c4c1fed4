import type { Environment } from '@countersign/js'

const subject = encodeURIComponent('A second factor that is missing')
const built: unknown = import.meta.env['VITE_FEEDBACK_URL']

/** Where operators ask for a method that is not offered (S17): what the server says, else what the build says. */
export function feedbackUrlOf(environment: Environment | null): string {
  const told: unknown = environment?.displayConfig['feedbackUrl']
  return [told, built].find(isTarget) ?? `mailto:?subject=${subject}`
}

function isTarget(value: unknown): value is string {
  return typeof value === 'string' && /^(https?:\/\/|mailto:)/.test(value)
}
