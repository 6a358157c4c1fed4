import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** What stands beside the page on its origin: an app's own server. */
export type Api = (request: Request) => Promise<Response>

/** Serves a built page as any web host would, on an origin of its own, and passes what is below `/api/` on. */
export async function serveFolder(folder: URL, api?: Api): Promise<{ url: string; stop(): Promise<void> }> {
  const root = fileURLToPath(folder)
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (api && pathname.startsWith('/api/')) return answerBy(api, request, response)
    const path = normalize(join(root, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)))
    const content = path.startsWith(root) ? await readFile(path).catch(() => undefined) : undefined
    if (!content) return response.writeHead(404).end()
    return response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://localhost:${port}`, stop }
}

async function answerBy(api: Api, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = { authorization: request.headers.authorization ?? '' }
  const { method = 'GET', url } = request
  const init = method === 'GET' ? { headers } : { method, headers, body: Buffer.concat(chunks) }
  const answer = await api(new Request(`http://localhost${url}`, init))
  return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
}
