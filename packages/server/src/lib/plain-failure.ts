import { userInfo } from 'node:os'

/** Errors of the operating system that whoever runs the process can mend; each names what to do. */
const systemFailures: Record<string, (path: string) => string> = {
  EROFS: (path) =>
    `${path} cannot be written because its file system is read-only. Mount it writable, or set COUNTERSIGN_DATA_DIR to a directory that is.`,
  EACCES: forbidden,
  EPERM: forbidden,
  ENOSPC: (path) => `${path} cannot be written because the disk is full. Free some space, then try again.`,
  EDQUOT: (path) =>
    `${path} cannot be written because the disk quota is used up. Raise it or free some space, then try again.`,
  ENOTDIR: notDirectory,
  EEXIST: notDirectory,
  EISDIR: (path) => `${path} is a directory, but a file is expected there. Move it away, then try again.`,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EIO: (path) => `${path} cannot be read or written: the disk reports an error. Check the disk and its file system.`,
}

/** Result codes of SQLite (https://sqlite.org/rescode.html), without their extensions. */
const sqliteFailures: Record<number, string> = {
  3: 'cannot be opened because this user has no permission. Give the data directory to the user who runs Countersign.',
  8: 'cannot be written because it is read-only. Make the data directory writable for the user who runs Countersign.',
  10: 'cannot be read or written: the disk reports an error. Check the disk and its file system.',
  11: 'is damaged. Stop Countersign and restore a backup.',
  13: 'cannot be written because the disk is full. Free some space, then try again.',
  14: 'cannot be opened. Check that the data directory exists and belongs to the user who runs Countersign.',
  26: 'file is not an SQLite database. Set COUNTERSIGN_DATA_DIR to the data directory of Countersign, or restore a backup.',
}

/** Returns what happened and what to do about it in one line, or null for an error that its stack explains better. */
export function plainFailure(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code, errcode, path } = cause as NodeJS.ErrnoException & { errcode?: unknown }
    const sqlite = typeof errcode === 'number' ? sqliteFailures[errcode & 0xff] : undefined
    if (sqlite) return `The database ${sqlite}`
    const system = code === undefined || path === undefined ? undefined : systemFailures[code]
    if (system) return system(path ?? '')
  }
  return null
}

function forbidden(path: string): string {
  return `${path} cannot be used because the user ${userName()} has no permission. Give it to that user (chown), or set COUNTERSIGN_DATA_DIR to a directory of their own.`
}

function notDirectory(path: string): string {
  return `${path} cannot be used as a directory because there is a file in its place. Set COUNTERSIGN_DATA_DIR to a directory.`
}

function tooManyFiles(path: string): string {
  return `${path} cannot be opened because too many files are open. Raise the limit (ulimit -n), then try again.`
}

/** Containers run as users that have no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `with the id ${process.getuid?.() ?? 'unknown'}`
  }
}
