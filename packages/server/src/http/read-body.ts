import { AppError } from '@countersign/contract'
import { bodyLimit } from './body.ts'

const empty = new Uint8Array()

/** The bytes of a body, at most 64 KiB of them, whatever its headers promise (R120). */
export async function readBody(request: Request): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (length === '0') return empty
  try {
    // A declared length was checked on arrival, and the HTTP parser holds the sender to it.
    if (length !== null && /^\d+$/.test(length)) return limited(new Uint8Array(await request.arrayBuffer()))
    return await readStream(request)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('request_malformed', { reason: 'the body ended early' }, { cause: error })
  }
}

async function readStream(request: Request): Promise<Uint8Array> {
  const reader = request.body?.getReader()
  if (!reader) return empty
  const chunks: Uint8Array[] = []
  let size = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length
    if (size > bodyLimit) {
      void reader.cancel().catch(() => {})
      throw tooLarge()
    }
    chunks.push(next.value)
  }
  return Buffer.concat(chunks)
}

function limited(bytes: Uint8Array): Uint8Array {
  if (bytes.length > bodyLimit) throw tooLarge()
  return bytes
}

function tooLarge(): AppError {
  return new AppError('body_too_large', { limit: bodyLimit })
}
