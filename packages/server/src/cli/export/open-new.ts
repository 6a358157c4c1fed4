import { type FileHandle, open } from 'node:fs/promises'
import { StartupError } from '../../lib/startup-error.ts'

/** A file that only its owner can read, and that was not there before. */
export async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    const text = isThere ? `${path} exists already; name a new file.` : `${path} cannot be written.`
    throw new StartupError(text, { cause })
  }
}
