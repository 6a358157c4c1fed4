import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router'
import { readAuditSearch } from './pages/audit-log/audit-search.ts'
import { readUserSearch } from './pages/users/user-search.ts'
import { PageFailure, PageNotFound } from './shell/page-failure.tsx'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: PageNotFound, errorComponent: PageFailure })

const applications = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/applications/applications-page.tsx'), 'ApplicationsPage'),
})
const administrators = createRoute({
  getParentRoute: () => root,
  path: '/administrators',
  component: lazyRouteComponent(() => import('./pages/administrators/administrators-page.tsx'), 'AdministratorsPage'),
})
const serverLog = createRoute({
  getParentRoute: () => root,
  path: '/server-log',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./pages/audit-log/server-log-page.tsx'), 'ServerLogPage'),
})
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'ProfilePage'),
})
const accountSecurity = createRoute({
  getParentRoute: () => root,
  path: '/account/security',
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'SecurityPage'),
})

const instance = createRoute({
  getParentRoute: () => root,
  path: '/instances/$instanceId',
})
const instanceHome = createRoute({
  getParentRoute: () => instance,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/instances/$instanceId/authentication/multi-factor', params, replace: true })
  },
})
const multiFactor = createRoute({
  getParentRoute: () => instance,
  path: '/authentication/multi-factor',
  component: lazyRouteComponent(() => import('./pages/multi-factor/multi-factor-page.tsx'), 'MultiFactorPage'),
})
const rules = createRoute({
  getParentRoute: () => instance,
  path: '/authentication/rules',
  component: lazyRouteComponent(() => import('./pages/rules/rules-page.tsx'), 'RulesPage'),
})
const requestMethod = createRoute({
  getParentRoute: () => instance,
  path: '/authentication/request-method',
  component: lazyRouteComponent(() => import('./pages/request-method/request-method-page.tsx'), 'RequestMethodPage'),
})
const rollout = createRoute({
  getParentRoute: () => instance,
  path: '/authentication/rollout',
  component: lazyRouteComponent(() => import('./pages/rollout/rollout-page.tsx'), 'RolloutPage'),
})
const stepUp = createRoute({
  getParentRoute: () => instance,
  path: '/authentication/step-up',
  component: lazyRouteComponent(() => import('./pages/step-up/step-up-page.tsx'), 'StepUpPage'),
})
const signIn = createRoute({
  getParentRoute: () => instance,
  path: '/authentication/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
})
const limits = createRoute({
  getParentRoute: () => instance,
  path: '/settings/limits',
  component: lazyRouteComponent(() => import('./pages/limits/limits-page.tsx'), 'LimitsPage'),
})
/** Its address before it was renamed. */
const securityNumbers = createRoute({
  getParentRoute: () => instance,
  path: '/settings/security-numbers',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/instances/$instanceId/settings/limits', params, replace: true })
  },
})
const general = createRoute({
  getParentRoute: () => instance,
  path: '/settings/general',
  component: lazyRouteComponent(() => import('./pages/general/general-page.tsx'), 'GeneralPage'),
})
const users = createRoute({
  getParentRoute: () => instance,
  path: '/users',
  validateSearch: readUserSearch,
  component: lazyRouteComponent(() => import('./pages/users/users-page.tsx'), 'UsersPage'),
})
const user = createRoute({
  getParentRoute: () => instance,
  path: '/users/$userId',
  component: lazyRouteComponent(() => import('./pages/user/user-page.tsx'), 'UserPage'),
})
const recoveryCases = createRoute({
  getParentRoute: () => instance,
  path: '/recovery-cases',
  component: lazyRouteComponent(() => import('./pages/recovery-cases/cases-page.tsx'), 'CasesPage'),
})
const auditLog = createRoute({
  getParentRoute: () => instance,
  path: '/audit-log',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./pages/audit-log/audit-page.tsx'), 'AuditPage'),
})
const messages = createRoute({
  getParentRoute: () => instance,
  path: '/messages',
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } => (to === undefined ? {} : { to: String(to) }),
  component: lazyRouteComponent(() => import('./pages/messages/messages-page.tsx'), 'MessagesPage'),
})
const smsSpending = createRoute({
  getParentRoute: () => instance,
  path: '/messages/sms-spending',
  component: lazyRouteComponent(() => import('./pages/sms-spending/sms-spending-page.tsx'), 'SmsSpendingPage'),
})
const transports = createRoute({
  getParentRoute: () => instance,
  path: '/messages/transports',
  component: lazyRouteComponent(() => import('./pages/transports/transports-page.tsx'), 'TransportsPage'),
})
const messagePreviews = createRoute({
  getParentRoute: () => instance,
  path: '/messages/previews',
  component: lazyRouteComponent(() => import('./pages/message-previews/previews-page.tsx'), 'PreviewsPage'),
})
const apiKeys = createRoute({
  getParentRoute: () => instance,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./pages/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
})
const webhooks = createRoute({
  getParentRoute: () => instance,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./pages/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
})

const routeTree = root.addChildren([
  applications,
  administrators,
  serverLog,
  account,
  accountSecurity,
  instance.addChildren([
    instanceHome,
    users,
    user,
    recoveryCases,
    auditLog,
    signIn,
    multiFactor,
    requestMethod,
    rules,
    rollout,
    stepUp,
    messages,
    smsSpending,
    transports,
    messagePreviews,
    general,
    limits,
    securityNumbers,
    apiKeys,
    webhooks,
  ]),
])

/** The URL is the outline: `/dashboard/instances/<id>/authentication/multi-factor` and so on. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    basepath: '/dashboard',
    defaultPreload: 'intent',
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: PageNotFound,
    ...(history ? { history } : {}),
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter
  }
}
