import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes the directory of the embedded database where there is none. Throws the error of the operating system where this user cannot write to
 * it: SQLite would only say that it cannot open a file.
 */
export function makeDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    // On a read-only file system Node says that there is no such directory; asking about the one above it tells the reason.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') accessSync(dirname(directory), constants.W_OK)
    throw error
  }
  accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
}
