import { AppError } from '@countersign/contract'

export const metadataNames = ['public_metadata', 'private_metadata', 'unsafe_metadata'] as const
export type MetadataName = (typeof metadataNames)[number]
/** Null stands for nothing at all. */
export type Metadata = { [Name in MetadataName]?: Record<string, unknown> | null | undefined }

/** Characters of each of the three as stored. A merge adds to what is there, so without a limit it grows with every request. */
const mostMetadata = 64 * 1024

/** As it is stored. Throws `metadata_too_large`. */
export function metadataText(name: MetadataName, value: Record<string, unknown> | null): string {
  const text = JSON.stringify(value ?? {})
  if (text.length > mostMetadata)
    throw new AppError('metadata_too_large', { param_name: name, limit: mostMetadata }, { meta: { param_name: name } })
  return text
}
