import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type AnswerKind, securityHeaders } from './headers.ts'

const compress = promisify(gzip)

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
const compressible = /\.(?:js|css|svg|json|map|txt)$/

interface StoredFile {
  plain: Buffer
  zipped: Buffer | null
  tag: string
}

export interface StaticFiles {
  /** Null when there is no such file. */
  answer(path: string, request: Request, look: { kind: AnswerKind; secure: boolean }): Promise<Response | null>
}

/** The files below one folder, in memory once asked for. What is served is looked up in a list, so no path leads out of the folder. */
export function createStaticFiles(folder: string): StaticFiles {
  let names: Set<string> | undefined
  const files = new Map<string, Promise<StoredFile>>()
  return {
    async answer(path, request, look) {
      if (!names?.size) names = listFiles(folder)
      if (!names.has(path)) return null
      let file = files.get(path)
      if (!file) {
        file = load(join(folder, path))
        files.set(path, file)
      }
      return respond(path, await file, request, look)
    },
  }
}

/** Pages have a route of their own, and hidden files are nobody's business. */
function listFiles(folder: string): Set<string> {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const names = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    return new Set(names.filter((name) => !name.endsWith('.html') && !/(?:^|\/)\./.test(name)))
  } catch {
    return new Set() // not built
  }
}

async function load(path: string): Promise<StoredFile> {
  const plain = await readFile(path)
  const zipped = compressible.test(path) && plain.length > 512 ? await compress(plain, { level: 9 }) : null
  return { plain, zipped, tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"` }
}

function respond(
  path: string,
  file: StoredFile,
  request: Request,
  look: { kind: AnswerKind; secure: boolean },
): Response {
  const headers: Record<string, string> = {
    'Cache-Control': hasHash(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...securityHeaders(look.kind, look.secure),
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    ETag: file.tag,
    Vary: 'Accept-Encoding',
  }
  if (request.headers.get('if-none-match') === file.tag) return new Response(null, { status: 304, headers })
  const isZipped = file.zipped !== null && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  const body = isZipped && file.zipped ? file.zipped : file.plain
  if (isZipped) headers['Content-Encoding'] = 'gzip'
  headers['Content-Length'] = String(body.length)
  return new Response(new Uint8Array(body), { headers })
}

/** `index-BqX3f9Zk.js`: the name changes with the content, so it may be kept for ever. */
function hasHash(path: string): boolean {
  return /[-.][\w-]{8,}\.\w+$/.test(path)
}
