import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { StartupError } from '../../lib/startup-error.ts'

/** Read in the wrong encoding, names and addresses would be stored with other characters than their owners have. */
export function decode(file: string, bytes: Buffer): string {
  if (!isUtf8(bytes) || bytes.includes(0)) throw notUtf8(file)
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

/** The whole file is read before its first row is used, so that no part of it comes in. */
export async function requireUtf8(file: string): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(file)) {
      decoder.decode(chunk as Buffer, { stream: true })
      if ((chunk as Buffer).includes(0)) throw notUtf8(file)
    }
    decoder.decode()
  } catch (error) {
    // The decoder throws a TypeError; a file that cannot be opened says so itself.
    throw error instanceof TypeError ? notUtf8(file) : error
  }
}

function notUtf8(file: string): StartupError {
  return new StartupError(
    `${file} is not encoded in UTF-8. Nothing was imported. Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”) or convert it, ` +
      'for example with `iconv -f LATIN1 -t UTF-8` or `iconv -f UTF-16 -t UTF-8`, and import it again.',
  )
}
