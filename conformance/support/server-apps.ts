import { getAuth as authOfExpress, clerkMiddleware as clerkForExpress } from '@clerk/express'
import { getAuth as authOfFastify, clerkPlugin } from '@clerk/fastify'
import { getAuth as authOfHono, clerkMiddleware as clerkForHono } from '@clerk/hono'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import createFastify from 'fastify'
import { Hono } from 'hono'
import type { Instance } from './instance.ts'
import { isForServer, listen, passOnToServer, readPage, type Site } from './site.ts'

/** Apps with a server of their own: `/ssr` tells who the server takes the visitor for, `/api/me` the same to scripts, all else is the page. */
export type OpenApp = (instance: Instance, apiUrl: string) => Promise<Site>

const ssr = (who: { userId: string | null }) =>
  `<!doctype html><title>ssr</title><link rel="icon" href="data:,"><p>user=${who.userId ?? 'none'}</p>`
const keysOf = ({ publishableKey, secretKey }: Instance, apiUrl: string) =>
  ({ publishableKey, secretKey, apiUrl, telemetry: { disabled: true } }) as const

export const openExpress: OpenApp = (instance, apiUrl) => openWithExpress(instance, apiUrl, (path) => path)

/** As an SDK from before the nonce asks: the cookies come signed. */
export const openOldExpress: OpenApp = (instance, apiUrl) =>
  openWithExpress(instance, apiUrl, (path) => path.replace('&format=nonce', ''))

/** With a clock that forgives nothing: a token is too old the moment it says so. */
export const openStrictExpress: OpenApp = (instance, apiUrl) =>
  openWithExpress(instance, apiUrl, (path) => path, { clockSkewInMs: 1 })

async function openWithExpress(
  instance: Instance,
  apiUrl: string,
  askedAs: (path: string) => string,
  options: { clockSkewInMs?: number } = {},
): Promise<Site> {
  const html = await readPage(instance, 'scripts')
  const app = express()
  app.use((request, response, next) => {
    request.url = askedAs(request.url)
    if (isForServer(request)) passOnToServer(instance, request, response)
    else next()
  })
  // Its own client takes keys from the environment only.
  app.use(
    clerkForExpress({ ...keysOf(instance, apiUrl), ...options, clerkClient: instance.clerk, proxyUrl: '/__clerk' }),
  )
  app.get('/ssr', (request, response) => void response.type('html').send(ssr(authOfExpress(request))))
  app.get('/api/me', (request, response) => void response.json({ userId: authOfExpress(request).userId }))
  app.use((_request, response) => void response.type('html').send(html))
  return listen(app)
}

/** On a host of its own beside that of the API, which the visitor's browser reaches by itself. */
export const openExpressBeside: OpenApp = async (instance, apiUrl) => {
  const app = express()
  app.use(clerkForExpress({ ...keysOf(instance, apiUrl), clerkClient: instance.clerk }))
  app.get('/ssr', (request, response) => void response.type('html').send(ssr(authOfExpress(request))))
  const html = await readPage(instance, 'scripts', { proxyUrl: '', scripts: `https://${instance.host}` })
  app.use((_request, response) => void response.type('html').send(html))
  return listen(app)
}

/** Its middleware passes `/__clerk` on by itself, with the secret key. */
export const openHono: OpenApp = async (instance, apiUrl) => {
  process.env['CLERK_FAPI_URL'] = apiUrl
  const html = await readPage(instance, 'scripts')
  const app = new Hono()
  app.use('*', clerkForHono({ ...keysOf(instance, apiUrl), proxyUrl: '/__clerk', frontendApiProxy: { enabled: true } }))
  app.get('/ssr', (c) => c.html(ssr(authOfHono(c))))
  app.get('/api/me', (c) => c.json({ userId: authOfHono(c).userId }))
  app.get('*', (c) => c.html(html))
  return listen(getRequestListener(app.fetch))
}

export const openFastify: OpenApp = async (instance, apiUrl) => {
  process.env['CLERK_FAPI_URL'] = apiUrl
  const html = await readPage(instance, 'scripts')
  const app = createFastify()
  // Forms go on as they came.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  await app.register(clerkPlugin, { ...keysOf(instance, apiUrl), proxyUrl: '/__clerk' })
  app.get('/ssr', async (request, reply) => reply.type('text/html').send(ssr(authOfFastify(request))))
  app.get('/api/me', async (request) => ({ userId: authOfFastify(request).userId }))
  app.get('/*', async (_request, reply) => reply.type('text/html').send(html))
  await app.ready()
  return listen((request, response) =>
    isForServer(request) ? passOnToServer(instance, request, response) : app.routing(request, response),
  )
}
