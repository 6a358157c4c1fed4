import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { builtCli } from './built-cli.ts'

export interface ServerProcess {
  port: number
  /** As a browser would ask it, whatever host the URL names. */
  request(url: string, init?: RequestInit): Promise<Response>
  /** As an operator ends it: requests that are under way are answered. */
  stop(): Promise<void>
  /** As a power failure would end it. */
  kill(): Promise<void>
}

/** The real server as a process of its own; resolves when it is ready. */
export async function startServer(port: number, environment: Record<string, string>): Promise<ServerProcess> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [await builtCli(), 'start'], {
    env: { PATH, PORT: String(port), LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`The server on ${port} ended with ${child.exitCode}.`)
    await wait(50)
  }
  return {
    port,
    request: (url, init) => ask(port, new URL(url), init),
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** `fetch` without a say in the name of the host, which decides whose instance answers. */
function ask(port: number, url: URL, init: RequestInit = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', body } = init
    const headers = { ...(init.headers as Record<string, string>), host: url.host }
    const path = `${url.pathname}${url.search}`
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, async (incoming) => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      const text = Buffer.concat(chunks)
      const { statusCode: status = 0 } = incoming
      const answer = new Response(text.length > 0 ? text : null, { status })
      for (const [name, value] of Object.entries(incoming.headers))
        for (const line of Array.isArray(value) ? value : [value ?? '']) answer.headers.append(name, line)
      resolve(answer)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
