import { AppError } from '@countersign/contract'
import type { Context } from '../context.ts'
import { emptyAnswer, jsonAnswer } from '../http/answer.ts'
import { type Arrival, type HttpContext, readArrival, refuseLarge, sender } from '../http/arrival.ts'
import { bodyLimit } from '../http/body.ts'
import { errorEnvelope, logFailure, toAppError } from '../http/errors.ts'
import type { Metrics } from '../http/metrics.ts'
import { readBody } from '../http/read-body.ts'
import { newId } from '../lib/ids.ts'
import { takeReceipt } from '../messages/receipts/take-receipt.ts'
import { noteRefusal } from './refusals.ts'
import { type ReceiptRoute, receiptRoutes } from './routes.ts'

/** Answers receipts: 204 when one is stored, or says no more than was known; else the error that tells what to do. */
export function createReceipts(context: Context, metrics: Metrics): (c: HttpContext) => Promise<Response> {
  return async (c) => {
    const startedAt = performance.now()
    const requestId = newId('req', context)
    const isSecure = sender(c, context).scheme === 'https'
    const route = findRoute(context, c.req.param('provider'))
    let answer: Response
    try {
      if (!route) throw new AppError('route_not_found')
      await take(context, route, readArrival(c, context), requestId)
      answer = emptyAnswer(204, {}, isSecure)
    } catch (cause) {
      const error = toAppError(cause)
      logFailure(context.log, error, { requestId, method: 'POST', path: c.req.path })
      answer = jsonAnswer(error.status, errorEnvelope(error, requestId), { secure: isSecure })
    }
    metrics.count(route ? `POST /receipts/${route.kind}` : 'none', answer.status, performance.now() - startedAt)
    return answer
  }
}

function findRoute({ config }: Context, provider: string | undefined): ReceiptRoute | undefined {
  return receiptRoutes.find(({ kind }) => kind === provider && config.sms.some((transport) => transport.kind === kind))
}

async function take(context: Context, route: ReceiptRoute, arrival: Arrival, requestId: string): Promise<void> {
  if (arrival.method !== 'POST') throw new AppError('route_not_found')
  const type = arrival.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== route.type) throw new AppError('content_type_unsupported')
  refuseLarge(arrival, bodyLimit)
  const body = await readBody(arrival.request)
  try {
    await takeReceipt(context, route.read(context, { header: arrival.header, body }))
  } catch (error) {
    if (error instanceof AppError) await noteRefusal(context, arrival, requestId, route.kind, error.code)
    throw error
  }
}
