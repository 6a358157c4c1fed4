import type { BlockList } from 'node:net'
import { resolve, sep } from 'node:path'
import { z } from 'zod'
import { configTable, type Variable } from './config-table.ts'
import {
  number,
  toBaseUrl,
  toBlockList,
  toFeedbackUrl,
  toFileText,
  toMailSender,
  toMailTransport,
  toMasterKeys,
  toSmsTransports,
} from './config-values.ts'
import { nearestName } from './lib/nearest-name.ts'
import { StartupError } from './lib/startup-error.ts'

export { configTable } from './config-table.ts'

import type { MailSender } from './transports/mail-sender.ts'
import type { MailTransportConfig, SmsTransportConfig } from './transports/parse.ts'
import { withCallback } from './transports/twilio-callback.ts'

/** The surroundings of the process. What an operator decides per instance is settings, not configuration. */
export interface Config {
  port: number
  host: string
  /** Public base URL without a slash at its end; every link is built from it. */
  url: string
  dataDir: string
  /** Keeps how far the database was, on another volume; see db/high-water.ts. */
  markFile?: string
  database: { kind: 'sqlite'; directory: string } | { kind: 'postgres'; url: string }
  /** Newest first; absent when the embedded database's own key file is used. */
  masterKeys?: Buffer[]
  /** In the order they are tried. */
  sms: SmsTransportConfig[]
  mail: MailTransportConfig
  mailFrom: MailSender
  trustedProxies: BlockList
  devLatencyMs: number
  logLevel: z.output<typeof logLevel>
  metricsToken?: string
  /** Where administrators ask for a second factor that is not offered (S17). */
  feedbackUrl?: string
}

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])

const schema = z.object({
  PORT: number(1, 65_535).default(4100),
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  COUNTERSIGN_URL: z.string().transform(toBaseUrl).optional(),
  COUNTERSIGN_DATA_DIR: z.string().default('./data'),
  COUNTERSIGN_MARK_FILE: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\/./, 'must begin with postgres://; leave it out to use the embedded database')
    .optional(),
  COUNTERSIGN_MASTER_KEY: z.string().transform(toMasterKeys).optional(),
  COUNTERSIGN_MASTER_KEY_FILE: z.string().transform(toFileText).transform(toMasterKeys).optional(),
  COUNTERSIGN_SMS: z.string().default('inbox:').transform(toSmsTransports),
  COUNTERSIGN_MAIL: z.string().default('inbox:').transform(toMailTransport),
  COUNTERSIGN_MAIL_FROM: z.string().default('Countersign <countersign@localhost>').transform(toMailSender),
  COUNTERSIGN_TRUSTED_PROXIES: z.string().default('').transform(toBlockList),
  COUNTERSIGN_DEV_LATENCY_MS: number(0, 10_000).default(0),
  COUNTERSIGN_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  COUNTERSIGN_FEEDBACK_URL: z.string().trim().transform(toFeedbackUrl).optional(),
  LOG_LEVEL: logLevel.default('info'),
}) satisfies z.ZodObject<Record<Variable, z.ZodType>>

/** Reads the environment once; throws one error that lists every problem with its remedy. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  // An empty variable is how a shell or a compose file says "not set".
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const problems = unknownVariables(given)
  const parsed = schema.safeParse(given)
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`))
  problems.push(...contradictions(given))
  if (!parsed.success || problems.length > 0) {
    throw new StartupError(
      `The configuration has ${problems.length} problem(s):\n${problems.map((text) => `  - ${text}`).join('\n')}`,
    )
  }
  return toConfig(parsed.data)
}

function toConfig(values: z.output<typeof schema>): Config {
  const dataDir = resolve(values.COUNTERSIGN_DATA_DIR)
  const masterKeys = values.COUNTERSIGN_MASTER_KEY ?? values.COUNTERSIGN_MASTER_KEY_FILE
  const url = values.COUNTERSIGN_URL ?? `http://localhost:${values.PORT}`
  return {
    port: values.PORT,
    host: values.HOST,
    url,
    dataDir,
    database: values.DATABASE_URL
      ? { kind: 'postgres', url: values.DATABASE_URL }
      : { kind: 'sqlite', directory: dataDir },
    ...(values.COUNTERSIGN_MARK_FILE ? { markFile: resolve(values.COUNTERSIGN_MARK_FILE) } : {}),
    ...(masterKeys ? { masterKeys } : {}),
    sms: values.COUNTERSIGN_SMS.map((transport) => withCallback(transport, url)),
    mail: values.COUNTERSIGN_MAIL,
    mailFrom: values.COUNTERSIGN_MAIL_FROM,
    trustedProxies: values.COUNTERSIGN_TRUSTED_PROXIES,
    devLatencyMs: values.COUNTERSIGN_DEV_LATENCY_MS,
    logLevel: values.LOG_LEVEL,
    ...(values.COUNTERSIGN_FEEDBACK_URL ? { feedbackUrl: values.COUNTERSIGN_FEEDBACK_URL } : {}),
    ...(values.COUNTERSIGN_METRICS_TOKEN ? { metricsToken: values.COUNTERSIGN_METRICS_TOKEN } : {}),
  }
}

/** A misspelt variable would silently leave its default in force. */
function unknownVariables(given: Record<string, string | undefined>): string[] {
  const names = configTable.map((row) => row.name)
  return Object.keys(given)
    .filter((name) => name.startsWith('COUNTERSIGN_') && !names.includes(name as Variable))
    .map((name) => `${name} is not a variable of Countersign. Did you mean ${meantBy(name, names)}?`)
}

/** Some names have no prefix, such as `PORT`: with one they are the name that was meant, not the nearest in letters. */
function meantBy(given: string, names: readonly string[]): string {
  const short = (name: string) => name.replace(/^COUNTERSIGN_/, '')
  const nearest = nearestName(short(given), names.map(short))
  return names.find((name) => short(name) === nearest) ?? given
}

function contradictions(given: Record<string, string | undefined>): string[] {
  const problems: string[] = []
  const hasKey = given['COUNTERSIGN_MASTER_KEY'] !== undefined
  const hasKeyFile = given['COUNTERSIGN_MASTER_KEY_FILE'] !== undefined
  const markFile = given['COUNTERSIGN_MARK_FILE']
  const dataDir = resolve(given['COUNTERSIGN_DATA_DIR'] ?? './data')
  if (markFile !== undefined && resolve(markFile).startsWith(`${dataDir}${sep}`))
    problems.push(
      'COUNTERSIGN_MARK_FILE is inside the data directory, where it would be restored together with the database. Name a file on another volume.',
    )
  if (hasKey && hasKeyFile)
    problems.push('COUNTERSIGN_MASTER_KEY and COUNTERSIGN_MASTER_KEY_FILE are both set. Remove one of them.')
  if (given['DATABASE_URL'] !== undefined && !hasKey && !hasKeyFile) {
    problems.push(
      'COUNTERSIGN_MASTER_KEY (or COUNTERSIGN_MASTER_KEY_FILE) is missing. With PostgreSQL it must be the same for every server; make one with `openssl rand -base64 32`.',
    )
  }
  return problems
}
