// Strangers, users of other instances and their keys try to become an administrator by way of the dashboard's own instance.
import { askDashboard, dashboardOf, newAdministrator, setUpApp } from '../support/administrator.mjs'
import { all, noWay } from '../support/finding.mjs'
import { isSignedIn } from '../support/people.mjs'
import { fill, routesOf } from '../support/routes.mjs'
import { Visitor } from '../support/visitor.mjs'
import { spread, wait } from '../support/wait.mjs'
import { ways } from './administrators.ways.mjs'

/** A route is closed when the caller is refused as such, whatever they ask; a question for a fresh proof is put to administrators only. */
const isClosed = ({ status, code }) => (status === 401 || status === 403) && code !== 'session_reverification_required'

/** 503 says nothing about the caller, so the route is asked again. */
async function whenCalm(ask) {
  for (let tries = 0; ; tries++) {
    const answer = await ask()
    if (answer.status !== 503 || tries === 5) return answer
    await wait(1000)
  }
}

/** The routes that do something for this browser. */
async function openRoutes(visitor, routes, id) {
  const answers = await spread(routes.length, 8, (index) => {
    const { method, path } = routes[index]
    const ask = () => askDashboard(visitor, method, fill(path, { id }), method === 'GET' ? undefined : {})
    return whenCalm(ask)
  })
  return routes.filter((_, index) => !isClosed(answers[index])).map(({ method, path }) => `${method} ${path}`)
}

/** Whether the browser has anything to show that a stranger has not. */
const hasSomething = async (visitor) =>
  Object.keys(visitor.headers).length > 0 || visitor.jar.has('__session') || (await isSignedIn(visitor))

/** What is open after a way: null where there is no difference under this host, else the list of routes. */
async function openAfter(name, scene) {
  const { shop, reads, routes } = scene
  const visitor = await ways[name](scene)
  if (!visitor) return null
  await setUpApp(visitor)
  const isStranger = !(await hasSomething(visitor))
  // One who is in would change the instance under test by asking for everything: reading is enough to show it.
  const open = await openRoutes(visitor, isStranger ? reads.slice(0, 3) : reads, shop.id)
  return open.length > 0 || isStranger ? open : openRoutes(visitor, routes, shop.id)
}

export const administrators = {
  name: 'administrators',
  async attack({ main, shop, sinks }) {
    const administrator = await newAdministrator(main, 'ada')
    administrator.id = (await administrator.visitor.get('/me')).response.id
    const routes = routesOf('Dashboard API')
    const reads = routes.filter(({ method, path }) => method === 'GET' && !/:(?!id\b)/.test(path))
    const stranger = await openRoutes(new Visitor(dashboardOf(main)), routes, shop.id)
    const scene = { main, administrator, shop, sinks, routes, reads }
    const byPath = dashboardOf(main)
    const host = `dashboard.localhost:${main.port}`
    const byHost = { ...byPath, prefix: '', host, origin: `http://${host}` }
    const tries = []
    for (const dashboard of [byPath, byHost])
      for (const name of Object.keys(ways)) {
        const open = await openAfter(name, { ...scene, dashboard, isRepeated: dashboard === byHost })
        if (open) tries.push({ name: `${name} (${dashboard.prefix || host})`, open })
      }
    const worked = tries.filter(({ open }) => open.length > 0)
    const open = await openRoutes(administrator.visitor, reads, shop.id)
    return [
      noWay('dashboard routes that are open to a stranger', routes.length, stranger),
      noWay(
        'ways to become an administrator',
        tries.length,
        worked.map(({ name, open }) => `${name}: ${open.length} routes, for example ${open[0]}`),
      ),
      all('routes that an administrator can read, to compare', open.length, reads.length),
    ]
  },
}
