import type { Context } from '../context.ts'
import type { EndpointRow } from './endpoints.store.ts'

type Stored = Pick<EndpointRow, 'id' | 'instance_id' | 'url' | 'url_sealed'>

/** The origin, which is no secret. Receivers such as chat rooms and log collectors keep a token in the path or the query. */
export function maskedUrl(text: string): string {
  const { origin, pathname, search } = new URL(text)
  return pathname === '/' && search === '' ? `${origin}/` : `${origin}/…`
}

/** What may be shown of the address of an endpoint, also of one that is not sealed yet. */
export function shownUrl({ url, url_sealed }: Pick<Stored, 'url' | 'url_sealed'>): string {
  return url_sealed === '' ? maskedUrl(url) : url
}

/** The columns for an address. */
export function sealedUrl({ keyring }: Pick<Context, 'keyring'>, row: Pick<Stored, 'id' | 'instance_id'>, url: string) {
  return { url: maskedUrl(url), url_sealed: keyring.seal(url, bindingOf(row)) }
}

/** Throws `SealError` when what is stored was damaged. */
export function openUrl({ keyring }: Pick<Context, 'keyring'>, row: Stored): string {
  return row.url_sealed === '' ? row.url : keyring.open(row.url_sealed, bindingOf(row))
}

function bindingOf({ id, instance_id }: Pick<Stored, 'id' | 'instance_id'>) {
  return { purpose: 'webhook_url', row: id, owner: instance_id } as const
}
