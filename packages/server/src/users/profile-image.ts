import { AppError } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { token } from '../lib/random.ts'
import { imageTypeOf } from './image-type.ts'
import { findImage, type ProfileImageRow } from './profile-images.store.ts'

/** Bytes. Screens show it at a few hundred pixels. */
export const mostImageBytes = 1024 * 1024

/** A picture as it is stored: never opened or converted, so that no decoder of ours can be attacked with one. */
export function readImage(scope: Scope, userId: string, bytes: Uint8Array): ProfileImageRow {
  if (bytes.length > mostImageBytes) throw new AppError('body_too_large', { limit: mostImageBytes })
  const type = imageTypeOf(bytes)
  if (!type) throw new AppError('image_type_unsupported')
  return {
    name: token(scope.context.random),
    instance_id: scope.instance.id,
    user_id: userId,
    type,
    content: Buffer.from(bytes).toString('base64url'),
    created_at: scope.now,
  }
}

/** Where the picture is; empty when there is none, which makes SDKs show initials. */
export function imageUrl({ url }: Pick<Scope, 'url'>, name: string | null): string {
  return name === null ? '' : `${url}/v1/images/${name}`
}

/**
 * What somebody uploaded is answered as nothing but a picture: its type is one of four, no browser may guess another, and opened by itself it
 * runs nothing. Kept by browsers only, because an answer may carry cookies that no shared cache may hand on.
 */
export async function imageAnswer(scope: Scope, name: string): Promise<Response> {
  const image = await findImage(scope.context.db, scope.instance.id, name)
  if (!image) throw new AppError('resource_not_found')
  const headers = {
    'Content-Type': image.type,
    'Content-Disposition': 'inline',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'private, max-age=31536000, immutable',
  }
  return new Response(Buffer.from(image.content, 'base64url'), { headers })
}
