import { AppError } from '@countersign/contract'
import { bodyLimit } from './body.ts'

const empty = new Uint8Array()

/** The bytes of a body, and never more than the limit, whatever its headers promise (R120). */
export async function readBody(request: Request, limit = bodyLimit): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (length === '0') return empty
  try {
    // A declared length was checked on arrival, and the HTTP parser holds the sender to it.
    if (length !== null && /^\d+$/.test(length)) return limited(new Uint8Array(await request.arrayBuffer()), limit)
    return await readStream(request, limit)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('request_malformed', { reason: 'the body ended early' }, { cause: error })
  }
}

async function readStream(request: Request, limit: number): Promise<Uint8Array> {
  const reader = request.body?.getReader()
  if (!reader) return empty
  const chunks: Uint8Array[] = []
  let size = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length
    if (size > limit) {
      void reader.cancel().catch(() => {})
      throw tooLarge(limit)
    }
    chunks.push(next.value)
  }
  return Buffer.concat(chunks)
}

function limited(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit) throw tooLarge(limit)
  return bytes
}

function tooLarge(limit: number): AppError {
  return new AppError('body_too_large', { limit })
}
