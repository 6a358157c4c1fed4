/** Every variable of the environment, for the reference page. The schema in config.ts must have exactly these. */
export const configTable = [
  { name: 'PORT', default: '4100', meaning: 'Port it listens on.' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'Address it listens on.' },
  {
    name: 'COUNTERSIGN_URL',
    default: 'http://localhost:$PORT',
    meaning: 'Public base URL. Every link is built from it; with https, cookies are sent over https only.',
  },
  {
    name: 'COUNTERSIGN_DATA_DIR',
    default: './data',
    meaning: 'Directory of the embedded database and its generated master key.',
  },
  {
    name: 'COUNTERSIGN_MARK_FILE',
    default: '–',
    meaning:
      'File outside the data directory, on another volume, that records how recent the database is, one for each database. A start refuses a database that a snapshot put back.',
  },
  {
    name: 'DATABASE_URL',
    default: '–',
    meaning:
      '`postgres://…`: use PostgreSQL instead of the embedded database. PgBouncer works in session and in transaction mode; where it has ' +
      '`ignore_startup_parameters`, add `?pgbouncer=true` to the URL.',
  },
  {
    name: 'COUNTERSIGN_MASTER_KEY',
    default: 'generated into the data directory; required with PostgreSQL',
    meaning: '32 random bytes in base64. Several, separated by commas, newest first, while rotating.',
  },
  {
    name: 'COUNTERSIGN_MASTER_KEY_FILE',
    default: '–',
    meaning: 'File that holds the master key, instead of the variable.',
  },
  {
    name: 'COUNTERSIGN_SMS',
    default: 'inbox:',
    meaning:
      'SMS transports, separated by commas, tried in order: `inbox:`, `twilio://SID:TOKEN@api.twilio.com?from=+1…` ' +
      '(or `service=MG…`; `status_callback=…` where receipts do not come straight to this server), ' +
      '`webhook+https://host/path?secret=…`, `smpp://user:password@host:port?from=…` (`smpps://` with TLS), `sns://KEY:SECRET@region`. ' +
      'Receipts: [receipts.md](../receipts.md).',
  },
  {
    name: 'COUNTERSIGN_MAIL',
    default: 'inbox:',
    meaning: 'E-mail transport: `inbox:`, `smtp://user:password@host:587` or `smtps://user:password@host`.',
  },
  {
    name: 'COUNTERSIGN_MAIL_FROM',
    default: 'Countersign <countersign@localhost>',
    meaning: 'Sender of emails: an address, or a name with one, such as `Acme, Inc. <no-reply@example.com>`.',
  },
  {
    name: 'COUNTERSIGN_TRUSTED_PROXIES',
    default: 'none',
    meaning:
      'Addresses or CIDRs, separated by commas, whose `X-Forwarded-For`, `-Proto` and `-Host` count ([guide](../guides/behind-a-proxy.md)). `Forwarded` is never read.',
  },
  {
    name: 'COUNTERSIGN_DEV_LATENCY_MS',
    default: '0',
    meaning: 'Milliseconds added to `prepare_*` and `attempt_*` answers of development instances.',
  },
  {
    name: 'COUNTERSIGN_METRICS_TOKEN',
    default: '–',
    meaning: 'Bearer token that opens `/metrics` to others than this machine.',
  },
  {
    name: 'COUNTERSIGN_FEEDBACK_URL',
    default: 'a page of the dashboard that says where to ask',
    meaning:
      'Where “Let us know” in the dashboard leads administrators who miss a second factor: an address that begins with `https://`, `http://` or `mailto:`.',
  },
  { name: 'LOG_LEVEL', default: 'info', meaning: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.' },
] as const

export type Variable = (typeof configTable)[number]['name']
