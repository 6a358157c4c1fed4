import { createHmac } from 'node:crypto'
import { readPair, readQuery, readUrl, type TransportUrl, TransportUrlError } from './url.ts'

export { TransportUrlError } from './url.ts'

export interface TwilioConfig {
  kind: 'twilio'
  accountSid: string
  authToken: string
  /** One of the two is set. */
  from: string | null
  messagingServiceSid: string | null
  statusCallback: string | null
  base: string
}

export interface WebhookConfig {
  kind: 'webhook'
  /** Without the secret. */
  url: string
  secret: string
  /** Tells it from others on the same host; absent where there are none. */
  mark?: string
}

export interface SmppConfig {
  kind: 'smpp'
  /** `smpps://`: encrypted from the first byte, and the certificate is checked. */
  isTls: boolean
  host: string
  port: number
  user: string
  password: string
  from: string | null
}

export interface SnsConfig {
  kind: 'sns'
  accessKeyId: string
  secretAccessKey: string
  region: string
  senderId: string | null
  base: string
}

export interface SmtpConfig {
  kind: 'smtp'
  host: string
  port: number
  /** `starttls` and `implicit` send nothing before the connection is encrypted. */
  tls: 'starttls' | 'implicit' | 'off'
  auth: { user: string; password: string } | null
}

export interface InboxConfig {
  kind: 'inbox'
}

export type SmsTransportConfig = InboxConfig | TwilioConfig | WebhookConfig | SmppConfig | SnsConfig
export type MailTransportConfig = InboxConfig | SmtpConfig

/** COUNTERSIGN_SMS: a list, tried in order. A comma parts two entries only where a new scheme begins; others belong to a URL. */
export function parseSmsTransports(text: string): SmsTransportConfig[] {
  return marked(text.split(/,(?=\s*(?:inbox:|[a-z][a-z0-9+.-]*:\/\/))/i).map((part) => parseSms(part.trim())))
}

/** A name stands for one transport: two of one name would settle each other's receipts (R138). It gives away neither path nor secret. */
function marked(configs: SmsTransportConfig[]): SmsTransportConfig[] {
  const hostOf = (config: SmsTransportConfig) => (config.kind === 'webhook' ? new URL(config.url).hostname : null)
  return configs.map((config) => {
    if (config.kind !== 'webhook' || configs.filter((other) => hostOf(other) === hostOf(config)).length === 1)
      return config
    return { ...config, mark: createHmac('sha256', config.secret).update(config.url).digest('hex').slice(0, 6) }
  })
}

/** COUNTERSIGN_MAIL: one transport. */
export function parseMailTransport(text: string): MailTransportConfig {
  const entry = text.trim()
  if (entry === 'inbox:') return { kind: 'inbox' }
  const scheme = /^(smtps?):\/\//i.exec(entry)?.[1]?.toLowerCase()
  if (!scheme)
    throw new TransportUrlError('is none of inbox:, smtp://user:password@host:587 and smtps://user:password@host')
  return parseSmtp(entry, scheme, `has an ${scheme}:// URL`)
}

const smsSchemes: Record<string, (url: TransportUrl, what: string, text: string) => SmsTransportConfig> = {
  twilio: parseTwilio,
  'webhook+https': parseWebhook,
  'webhook+http': parseWebhook,
  smpp: parseSmpp,
  smpps: parseSmpp,
  sns: parseSns,
}

function parseSms(entry: string): SmsTransportConfig {
  if (entry === 'inbox:') return { kind: 'inbox' }
  const scheme = /^([a-z+]+):\/\//i.exec(entry)?.[1]?.toLowerCase() ?? ''
  const parse = Object.hasOwn(smsSchemes, scheme) ? smsSchemes[scheme] : undefined
  const known = ['inbox:', ...Object.keys(smsSchemes).map((each) => `${each}://`)].join(', ')
  if (!parse) throw new TransportUrlError(`lists a transport that begins with none of ${known}`)
  const what = `has a ${scheme}:// URL`
  return parse(readUrl(entry, what), what, entry)
}

function parseTwilio(url: TransportUrl, what: string): TwilioConfig {
  const query = readQuery(url, ['from', 'service', 'status_callback', 'base'], what)
  // It becomes part of a path.
  requireThat(
    /^[A-Za-z0-9]+$/.test(url.user) && url.password,
    what,
    'no account SID and token',
    'twilio://SID:TOKEN@api.twilio.com?from=+15550100',
  )
  const from = query.get('from') || null
  const messagingServiceSid = query.get('service') || null
  requireThat(
    (from === null) !== (messagingServiceSid === null),
    what,
    'not exactly one sender',
    '?from=+15550100 or ?service=MG…',
  )
  const statusCallback = query.get('status_callback') ? readBase(query.get('status_callback'), what) : null
  const base = readBase(query.get('base') ?? `https://${url.host}`, what)
  return {
    kind: 'twilio',
    accountSid: url.user,
    authToken: url.password,
    from,
    messagingServiceSid,
    statusCallback,
    base,
  }
}

function parseWebhook(url: TransportUrl, what: string, text: string): WebhookConfig {
  requireThat(
    !url.user && !url.password,
    what,
    'a user or password, which would not be used',
    '?secret=…, which signs every request',
  )
  const secrets = url.query.map((pair) => ({ pair, ...readPair(pair, what) })).filter(({ key }) => key === 'secret')
  const secret = secrets.length === 1 ? secrets[0]!.value : ''
  requireThat(secret.length > 0, what, 'not exactly one secret', '?secret=… from `openssl rand -hex 32`')
  const target = new URL(text.slice('webhook+'.length))
  // The rest of the query is the endpoint's own, and goes there as it was written.
  target.search = url.query.filter((pair) => pair !== secrets[0]!.pair).join('&')
  return { kind: 'webhook', url: target.href, secret }
}

function parseSmpp(url: TransportUrl, what: string): SmppConfig {
  const from = readQuery(url, ['from'], what).get('from') || null
  requireThat(url.user && url.password, what, 'no user and password', `${url.scheme}://user:password@host?from=…`)
  requireThat(
    /^[ -~]*$/.test(url.user + url.password),
    what,
    'letters that SMPP cannot carry',
    'ASCII in user and password',
  )
  // A sender that is no number has at most eleven letters (SMPP 3.4, 5.2.8).
  requireThat(
    from === null || /^(?:\+?[0-9]{1,20}|[ -~]{1,11})$/.test(from),
    what,
    'a sender that is none',
    '?from=+15550100, a short code or up to 11 letters',
  )
  const isTls = url.scheme === 'smpps'
  const port = url.port ?? (isTls ? 3550 : 2775)
  return { kind: 'smpp', isTls, host: url.host, port, user: url.user, password: url.password, from }
}

function parseSns(url: TransportUrl, what: string): SnsConfig {
  const query = readQuery(url, ['from', 'base'], what)
  requireThat(
    url.user && url.password,
    what,
    'no key and secret',
    'sns://KEY:SECRET@eu-west-1, with every / of the secret written as %2F',
  )
  requireThat(
    /^[a-z0-9-]+$/.test(url.host) && url.port === null,
    what,
    'no region behind the @',
    'sns://KEY:SECRET@eu-west-1',
  )
  const suffix = url.host.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const base = readBase(query.get('base') ?? `https://sns.${url.host}.${suffix}`, what)
  return {
    kind: 'sns',
    accessKeyId: url.user,
    secretAccessKey: url.password,
    region: url.host,
    senderId: query.get('from') || null,
    base,
  }
}

function parseSmtp(entry: string, scheme: string, what: string): SmtpConfig {
  const url = readUrl(entry, what)
  const choice = readQuery(url, ['tls'], what).get('tls')
  requireThat(
    choice === undefined || (choice === 'off' && scheme === 'smtp'),
    what,
    'a value of tls that is not known',
    '?tls=off on smtp://, or leave it out',
  )
  requireThat(Boolean(url.user) === Boolean(url.password), what, 'a user or a password alone', 'both or neither')
  const tls = scheme === 'smtps' ? 'implicit' : choice === 'off' ? 'off' : 'starttls'
  const auth = url.user ? { user: url.user, password: url.password } : null
  return { kind: 'smtp', host: url.host, port: url.port ?? (tls === 'implicit' ? 465 : 587), tls, auth }
}

function readBase(text: string | undefined, what: string): string {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : null
  const isUsable = url && /^https?:$/.test(url.protocol) && !url.username && !url.password
  requireThat(
    isUsable,
    what,
    'a host, base or status_callback that is no web address',
    'https://host, without user and password',
  )
  return (url as URL).href
}

function requireThat(isFine: unknown, what: string, problem: string, mend: string): void {
  if (!isFine) throw new TransportUrlError(`${what} with ${problem}. Write ${mend}`)
}
