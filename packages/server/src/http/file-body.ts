import { AppError } from '@countersign/contract'
import { z } from 'zod'
import type { Arrival } from './arrival.ts'
import { readBody } from './read-body.ts'

/** What a request that brings a file may weigh: an image of 1 MiB as base64, and what a form adds to it. */
export const fileBodyLimit = 1536 * 1024

export const fileInput = z.object({ file: z.instanceof(Uint8Array) })

const dataUrl = /^(?:data:[\w.+/-]*;base64,)?([A-Za-z0-9+/_-]+={0,2})\s*$/

/** The bytes of the one file: the field `file` of a multipart form, or the body itself, as bytes or as base64. */
export async function readFileBody({ request, header }: Arrival): Promise<{ file?: Uint8Array }> {
  const contentType = header('content-type') ?? ''
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'multipart/form-data' && type !== 'application/octet-stream')
    throw new AppError('content_type_unsupported')
  const bytes = await readBody(request, fileBodyLimit)
  return type === 'multipart/form-data' ? fileOfForm(bytes, contentType) : { file: decoded(bytes) }
}

async function fileOfForm(bytes: Uint8Array, contentType: string): Promise<{ file?: Uint8Array }> {
  const form = await new Response(Buffer.from(bytes), { headers: { 'Content-Type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new AppError('request_malformed', { reason: 'the form is broken' }, { cause })
    })
  const [file, ...others] = form.getAll('file')
  if (others.length > 0) throw new AppError('request_malformed', { reason: 'a field is given twice' })
  if (file === undefined) return {}
  return { file: typeof file === 'string' ? decoded(Buffer.from(file)) : new Uint8Array(await file.arrayBuffer()) }
}

/** SDKs of phones send base64, with or without the head of a data URL. No picture looks like that. */
function decoded(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const found = dataUrl.exec(text)?.[1]
  return found === undefined ? bytes : Buffer.from(found, 'base64')
}
