/** Not sent by the server, altered on the way, or too old. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
  readonly code = 'webhook_refused'
}

export interface WebhookEvent {
  object: 'event'
  type: string
  data: Record<string, unknown>
  timestamp: number
  instance_id: string
}

const prefix = 'whsec_'
const toleranceSeconds = 300
const encoder = new TextEncoder()

/**
 * The event in a request, if one of the secrets signed it (Standard Webhooks: HMAC-SHA-256 over id, time and body). A request is taken for
 * five minutes; keep the ids of that time if an event must not be taken twice.
 */
export async function verifyWebhook(
  request: Request,
  secrets: string | readonly string[],
  now: () => number = Date.now,
): Promise<WebhookEvent> {
  const [id, seconds, signatures] = ['id', 'timestamp', 'signature'].map((name) => header(request.headers, name))
  const body = await request.text()
  if (!id || !seconds || !signatures) throw new WebhookRefused('The request is not signed.')
  const age = Math.abs(now() / 1000 - Number(seconds))
  if (!(age <= toleranceSeconds)) throw new WebhookRefused('The request is too old, or from the future.')
  const signed = encoder.encode(`${id}.${seconds}.${body}`)
  const given = signatures.split(' ').flatMap((entry) => (entry.startsWith('v1,') ? [bytesOf(entry.slice(3))] : []))
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    const key = await keyOf(secret)
    for (const signature of given)
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) return JSON.parse(body) as WebhookEvent
  }
  throw new WebhookRefused('The signature is not by one of these secrets.')
}

/** Both sets of names are sent. */
const header = (headers: Headers, name: string) => headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`)

function keyOf(secret: string): Promise<CryptoKey> {
  if (!secret.startsWith(prefix)) throw new TypeError(`A webhook secret begins with ${prefix}: copy it again.`)
  const bytes = bytesOf(secret.slice(prefix.length))
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

/** Nothing for what is not base64, which no signature is. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
