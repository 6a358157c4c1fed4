import { AppError } from '@countersign/contract'
import { Hono } from 'hono'
import { isClosedPage } from './administrators/open-routes.ts'
import { backendRoutes } from './backend-api/routes.ts'
import type { Context } from './context.ts'
import { dashboardRoutes } from './dashboard-api/routes.ts'
import { isKnownTo } from './flows/sign-in/sign-in.known.ts'
import { clientView } from './frontend-api/client-view.ts'
import { frontendRoutes } from './frontend-api/routes.ts'
import { emptyAnswer, jsonAnswer } from './http/answer.ts'
import { type Bindings, type HttpContext, sender, sentPath } from './http/arrival.ts'
import { errorEnvelope, logFailure, toAppError } from './http/errors.ts'
import { isForPerson } from './http/failure.ts'
import { createMetrics } from './http/metrics.ts'
import { createServe } from './http/mount.ts'
import { createPage, plainPage, publicFolder } from './http/pages.ts'
import { livenessAnswer, metricsAnswer, readinessAnswer } from './http/probes.ts'
import type { Route } from './http/route.ts'
import { createFinder, isPlainPath } from './http/router.ts'
import type { Target } from './http/run-route.ts'
import { sdkScript } from './http/sdk-scripts.ts'
import { createStaticFiles } from './http/static-files.ts'
import { hostNames } from './instances/hosts.ts'
import { findDashboard } from './instances/instances.store.ts'
import { resolveInstance, splitPath } from './instances/resolve.ts'
import { newId } from './lib/ids.ts'
import { createReceipts } from './receipts-api/serve.ts'
import { findClient } from './sessions/clients.ts'
import { requireSession } from './sessions/guard.ts'
import { isHeld } from './sessions/past.ts'
import { answerOnce } from './sessions/repeats.ts'
import { tryCounts } from './webhooks/counts.ts'

/** Other tables are for tests, which open a gap on purpose to see it found. */
const tables = { frontend: frontendRoutes, backend: backendRoutes, dashboard: dashboardRoutes }

/** Everything the server answers. `createApp(context).request(…)` answers without a port. */
export function createApp(context: Context, routes: Record<keyof typeof tables, Route[]> = tables): Hono<Bindings> {
  const app = new Hono<Bindings>()
  const metrics = createMetrics(tryCounts(context))
  const serve = createServe(context, { findClient, isHeld, isKnownTo, answerOnce, requireSession, clientView }, metrics)
  const frontend = { name: 'frontend', find: createFinder(routes.frontend) } as const
  const backend = { name: 'backend', find: createFinder(routes.backend) } as const
  const dashboard = { name: 'dashboard', find: createFinder(routes.dashboard), resolve: resolveDashboard } as const
  const accountPage = createPage('account')
  const dashboardPage = createPage('dashboard')
  const accountAssets = createStaticFiles(`${publicFolder}account`)
  const dashboardAssets = createStaticFiles(`${publicFolder}dashboard`)
  const description = createStaticFiles(`${publicFolder}description`)

  /** A secret key makes a request one of the Backend API; the same paths without it tell that the key is missing. */
  function api(c: HttpContext, slug: string | null, path: string): Promise<Response> {
    return serve(c, ({ header, method }): Target => {
      const bearer = /^Bearer (sk_.*)$/i.exec(header('authorization') ?? '')?.[1] ?? null
      const tail = method === 'GET' ? path : path.replace(/(?<=.)\/$/, '')
      if (bearer !== null) return { api: backend, path: tail, slug, secretKey: bearer }
      const isBackend = method !== 'OPTIONS' && !frontend.find(method, tail) && backend.find(method, tail) !== null
      return {
        api: isBackend ? backend : frontend,
        path: tail,
        slug,
        secretKey: isBackend ? null : (header('clerk-secret-key') ?? null),
      }
    })
  }

  /** The hosted pages, for a host or prefix that names an instance. */
  async function page(c: HttpContext, slug: string | null): Promise<Response> {
    const from = outside(c)
    const { instance } = await resolveInstance(context, { ...from, secretKey: null, slug })
    if (isClosedPage(instance, splitPath(c.req.path).rest)) throw new AppError('route_not_found')
    return accountPage(from.isSecure)
  }

  async function resolveDashboard() {
    const instance = await findDashboard(context.db)
    if (!instance) throw new AppError('instance_not_found')
    return { instance, addressedBy: 'prefix' as const, url: context.config.url }
  }

  function outside(c: HttpContext) {
    const found = sender(c, context)
    return { ...found, isSecure: found.scheme === 'https' }
  }

  // Hono reads a decoded path; this looks at what was sent, so that both cannot differ (R62).
  app.use('*', async (c, next) => (isPlainPath(sentPath(c)) ? next() : fail(c, new AppError('route_not_found'))))

  app.get('/healthz', (c) => livenessAnswer(outside(c).isSecure))
  app.get('/readyz', (c) => readinessAnswer(context.database, outside(c).isSecure))
  app.get('/metrics', (c) => metricsAnswer(c, context, metrics, outside(c)))
  app.all('/.well-known/jwks.json', (c) => api(c, null, '/.well-known/jwks.json'))
  app.post('/v1/receipts/:provider', createReceipts(context, metrics))
  app.all('/v1/*', (c) => api(c, null, c.req.path.slice('/v1'.length)))
  app.all('/dashboard/api/*', (c) =>
    serve(c, () => ({ api: dashboard, path: c.req.path.slice('/dashboard/api'.length), slug: null, secretKey: null })),
  )
  app.get('/openapi.json', (c) => asset(c, description, 'openapi.json'))
  app.get('/dashboard-assets/:path{.+}', (c) => asset(c, dashboardAssets, c.req.param('path')))
  app.get('/account-assets/:path{.+}', (c) => asset(c, accountAssets, c.req.param('path')))
  app.get('/npm/:path{.+}', (c) => sdkScript(c.req.param('path'), c.req.raw, outside(c).isSecure))
  for (const path of ['/dashboard', '/dashboard/*']) app.get(path, (c) => dashboardPage(outside(c).isSecure))
  for (const path of ['/sign-in', '/sign-up', '/user', '/undo', '/recovery']) {
    app.get(path, (c) => page(c, null))
    app.get(`${path}/*`, (c) => page(c, null))
  }
  app.all('/i/:slug/*', (c) => {
    const { slug, rest } = splitPath(c.req.path)
    if (slug !== null && rest.startsWith('/v1/')) return api(c, slug, rest.slice('/v1'.length))
    if (slug !== null && rest === '/.well-known/jwks.json') return api(c, slug, rest)
    if (slug !== null && c.req.method === 'GET' && /^\/(?:sign-in|sign-up|user|undo|recovery)(?:\/|$)/.test(rest))
      return page(c, slug)
    throw new AppError('route_not_found')
  })
  app.get('/', (c) => {
    const named = hostNames(outside(c).host, context.config)
    const isInstance = named !== null && !named.isBase && named.slug !== 'dashboard'
    return emptyAnswer(302, { Location: isInstance ? '/sign-in' : '/dashboard' }, outside(c).isSecure)
  })

  app.notFound((c) => fail(c, new AppError('route_not_found')))
  app.onError((error, c) => fail(c, error))

  async function asset(c: HttpContext, files: ReturnType<typeof createStaticFiles>, path: string): Promise<Response> {
    const answer = await files.answer(path, c.req.raw, { kind: 'asset', secure: outside(c).isSecure })
    return answer ?? fail(c, new AppError('route_not_found'))
  }

  function fail(c: HttpContext, cause: unknown): Response {
    const error = toAppError(cause)
    const requestId = newId('req', context)
    const { isSecure } = outside(c)
    logFailure(context.log, error, { requestId, method: c.req.method, path: c.req.path })
    metrics.count('none', error.status, 0)
    if (isForPerson(c)) return plainPage(error.status, error.message, isSecure)
    return jsonAnswer(error.status, errorEnvelope(error, requestId), { secure: isSecure })
  }

  return app
}
