// A small client: keep-alive, cookies of one browser each, a different address for each browser (the server trusts this machine as a proxy).
import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'

export function codeAt(secret, step) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

export function createLoad(port, connections, slug) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let address = 0

  function send(method, path, { headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
      const outgoing = request({ port, host: '127.0.0.1', method, path, agent, headers }, (incoming) => {
        const chunks = []
        incoming.on('data', (chunk) => chunks.push(chunk))
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({
            status: incoming.statusCode,
            headers: incoming.headers,
            body: text === '' ? null : JSON.parse(text),
          })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  const nextAddress = () => `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address++ & 255}`

  function browser(ip = nextAddress()) {
    const jar = new Map()
    return async (method, path, fields) => {
      const headers = { 'x-forwarded-for': ip, host: `${slug}.localhost:${port}` }
      if (jar.size > 0) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      let body
      if (method !== 'GET') {
        body = new URLSearchParams(fields ?? {}).toString()
        Object.assign(headers, {
          origin: `http://${slug}.localhost:${port}`,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
        })
      }
      const answer = await send(method, `/v1${path}`, { headers, body })
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [pair] = line.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      return answer
    }
  }

  return { send, browser, close: () => agent.destroy() }
}

/** Runs `work(i)` for every i below `count`, `width` at a time. */
export async function spread(count, width, work) {
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) await work(next++)
    }),
  )
}
