import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '@countersign/contract'
import type { Context } from '../context.ts'
import { isSame } from '../lib/hashing.ts'
import { jsonAnswer, textAnswer } from './answer.ts'
import type { HttpContext } from './arrival.ts'
import { isLoopback } from './client-address.ts'
import type { Metrics } from './metrics.ts'

/** The process runs. */
export function livenessAnswer(secure: boolean): Response {
  return jsonAnswer(200, { status: 'ok' }, { secure })
}

/** The database answers, within a second. */
export async function readinessAnswer(database: Context['database'], secure: boolean): Promise<Response> {
  const isReady = await Promise.race([database.isReady(), wait(1000, false, { ref: false })])
  return jsonAnswer(isReady ? 200 : 503, { status: isReady ? 'ok' : 'unavailable' }, { secure })
}

/** For this machine, or for whoever has the token. A local proxy makes strangers look local, so a forwarded request needs the token. */
export async function metricsAnswer(
  c: HttpContext,
  context: Context,
  metrics: Metrics,
  from: { ip: string; isSecure: boolean },
): Promise<Response> {
  const token = context.config.metricsToken
  const isForwarded = ['forwarded', 'x-forwarded-for', 'via'].some((name) => c.req.header(name) !== undefined)
  const hasToken = token !== undefined && isSame(c.req.header('authorization') ?? '', `Bearer ${token}`)
  if (!hasToken && (isForwarded || !isLoopback(from.ip))) throw new AppError('route_not_found')
  return textAnswer('api', 200, 'text/plain; version=0.0.4; charset=utf-8', await metrics.text(), from.isSecure)
}
