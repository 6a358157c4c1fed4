export interface DetailRow {
  name: string
  lines: string[]
}

/** What an entry says besides; settings that changed are a line each. */
export function detailRows(details: Record<string, unknown>): DetailRow[] {
  return Object.entries(details).map(([name, value]) => {
    const words = name.replaceAll('_', ' ')
    return { name: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, lines: linesOf(name, value) }
  })
}

function linesOf(name: string, value: unknown): string[] {
  if (name !== 'changes' || !isRecord(value)) return [textOf(value)]
  return Object.entries(value).map(([path, change]) => `${path}: ${textOf(change)}`)
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ') || 'nothing'
  if (isRecord(value) && 'from' in value && 'to' in value) return `${textOf(value['from'])} → ${textOf(value['to'])}`
  return JSON.stringify(value)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
