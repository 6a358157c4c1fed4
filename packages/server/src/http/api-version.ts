import { type ApiVersion, apiVersions, newestApiVersion } from '@countersign/contract'
import type { Arrival } from './arrival.ts'

/**
 * Returns the version of the Frontend API that a request is answered in. A date from the future counts as the newest version. What is malformed or
 * given twice counts as the oldest one, which every SDK understands; refusing it would lock users out for a mistake of the app's developers.
 * SDKs of the vendor from before there were versions name themselves only; a caller that names nothing is a script and gets the newest.
 */
export function askedVersion({ query, header }: Pick<Arrival, 'query' | 'header'>): ApiVersion {
  const params = new URLSearchParams(query)
  const named = params.getAll('__clerk_api_version')
  const inHeader = header('clerk-api-version')
  if (named.length > 0 || inHeader !== undefined) return versionAt(named.length > 1 ? '' : (named[0] ?? inHeader ?? ''))
  return sdkMarks.some((mark) => params.has(mark)) ? 'base' : newestApiVersion
}

const sdkMarks = ['_clerk_js_version', '_is_native']

function versionAt(date: string): ApiVersion {
  if (!isDate(date)) return 'base'
  const reached = apiVersions.filter(({ version }) => version !== 'base' && version <= date)
  return reached.at(-1)?.version ?? 'base'
}

function isDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
