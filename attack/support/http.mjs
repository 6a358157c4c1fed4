// HTTP as an attacker can send it: any header, any Host, any source address of this machine.
import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** Closes the connections that are kept open for further requests. */
export const closeConnections = () => agent.destroy()

/**
 * Sends one request. Returns `{ status, headers, text, cookies }`; `headers` is a plain object with lower-case names, `cookies` the Set-Cookie
 * lines. Rejects when the connection breaks or no answer comes within `seconds`.
 */
export function send({ port, method = 'GET', path, headers = {}, body, via = agent, localAddress, seconds = 120 }) {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers,
      agent: via,
      ...(localAddress ? { localAddress } : {}),
    }
    const outgoing = request(options, (incoming) => {
      const chunks = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        clearTimeout(timer)
        const text = Buffer.concat(chunks).toString('utf8')
        const { statusCode: status, headers: got } = incoming
        resolve({ status, headers: got, text, cookies: got['set-cookie'] ?? [] })
      })
    })
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`${method} ${path}: no answer in ${seconds} s`)),
      seconds * 1000,
    )
    outgoing.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    outgoing.end(body)
  })
}

/** The JSON of an answer, or null where there is none. */
export function jsonOf({ text }) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
