import { type Route, route } from '../http/route.ts'

/** What SDKs list and this server has none of: an empty page is a truer answer than an error. */
const lists = {
  organizations: '/organizations',
  'organization memberships': '/organization_memberships',
  'organization roles': '/organization_roles',
  'organization permissions': '/organization_permissions',
  'a user’s organization memberships': '/users/:id/organization_memberships',
  'a user’s organization invitations': '/users/:id/organization_invitations',
  'allow-listed identifiers': '/allowlist_identifiers',
  'block-listed identifiers': '/blocklist_identifiers',
  'waitlist entries': '/waitlist_entries',
  domains: '/domains',
  'redirect URLs': '/redirect_urls',
  'OAuth applications': '/oauth_applications',
  'SAML connections': '/saml_connections',
  'enterprise connections': '/enterprise_connections',
  machines: '/machines',
}

export const emptyRoutes: Route[] = Object.entries(lists).map(([what, path]) =>
  route({
    method: 'GET',
    path,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: `Always empty: there are no ${what.replace(/^a user’s /, '')}`,
    returns: 'EmptyPage',
    handle: async () => ({ data: [], total_count: 0 }),
  }),
)
