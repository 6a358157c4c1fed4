import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeCertificate } from '../../packages/server/test/support/peers/certificate.ts'

export interface Hop {
  stop(): Promise<void>
}

/** Starts nginx with a server block as it is printed in a guide; only names, ports and the paths of the certificate are replaced. */
export async function startNginx(path: string, block: string, to: { port: number; upstream: number }): Promise<Hop> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-nginx-'))
  const inFolder = (name: string) => join(folder, name)
  const { key, cert } = makeCertificate()
  await writeFile(inFolder('key.pem'), key, { mode: 0o600 })
  await writeFile(inFolder('cert.pem'), cert)
  const server = [
    ['listen 443 ssl;', `listen 127.0.0.1:${to.port} ssl;`],
    ['server_name auth.example.com;', 'server_name localhost;'],
    ['/etc/nginx/certs/auth.example.com.pem', inFolder('cert.pem')],
    ['/etc/nginx/certs/auth.example.com.key', inFolder('key.pem')],
    ['http://127.0.0.1:4100;', `http://127.0.0.1:${to.upstream};`],
  ].reduce((text, [from = '', into = '']) => {
    if (!text.includes(from)) throw new Error(`The guide's configuration of nginx has no “${from}”.`)
    return text.replace(from, into)
  }, block)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const lines = [
    'daemon off;',
    'worker_processes 1;',
    // The workers of a root process could not enter the folder otherwise.
    ...(process.getuid?.() === 0 ? ['user root root;'] : []),
    `pid ${inFolder('nginx.pid')};`,
    `error_log ${inFolder('error.log')};`,
    'events {}',
    'http {',
    'access_log off;',
    ...temporary.map((name) => `${name}_temp_path ${inFolder(name)};`),
    server,
    '}',
  ]
  await writeFile(inFolder('nginx.conf'), lines.join('\n'))
  const options = ['-p', folder, '-e', inFolder('error.log'), '-c', inFolder('nginx.conf')]
  const child = spawn(path, options, { stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  let isOver = false
  ended.then(() => {
    isOver = true
  })
  while (!isOver && !(await isListening(to.port))) await sleep(50)
  if (!isOver) return { stop }
  const log = await readFile(inFolder('error.log'), 'utf8').catch(() => '')
  await stop()
  throw new Error(`nginx did not start:\n${log}`)
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
}

/** Passes connections on from another address of this machine, so that a visitor's address differs from the proxy's. */
export async function comeFrom(address: string, port: number): Promise<Hop & { port: number }> {
  const server = createServer((visitor) => {
    const onward = connect({ host: '127.0.0.1', port, localAddress: address })
    for (const [one, other] of [
      [visitor, onward],
      [onward, visitor],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    // Its last connections end with the browser.
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
