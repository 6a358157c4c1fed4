import type { InstanceView, OrganizationSettingsView, Settings } from '@countersign/contract'
import { nudgeCounts } from '../flows/nudge/nudge.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { patchSettings } from '../instances/settings.ts'
import { withPendingKeys } from '../sessions/pending-key.ts'
import { keySet } from '../sessions/signing-keys.ts'
import { changeInstanceInput, organizationSettingsInput, patchInput } from './inputs.ts'

export const instanceRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/jwks',
    who: 'key',
    scope: 'public',
    answer: 'raw',
    summary: 'Public keys of session tokens, those of pending sessions (RS512) among them',
    returns: 'KeySet',
    handle: async ({ scope }) => withPendingKeys(await keySet(scope.context, scope.instance.id)),
  }),
  route({
    method: 'GET',
    path: '/instance',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'What the instance is',
    returns: 'Instance',
    handle: async ({ scope }) => instanceView(scope, scope.instance.settings),
  }),
  route({
    method: 'PATCH',
    path: '/instance',
    who: 'key',
    scope: 'settings.write',
    answer: 'raw',
    input: changeInstanceInput,
    summary:
      'Change the allowed origins, native apps and extensions included (`capacitor://localhost`); for everything else there are the settings',
    returns: 'Instance',
    handle: async ({ scope, input: { allowed_origins } }) =>
      instanceView(scope, await patchSettings(scope, allowed_origins ? { allowed_origins } : {}, 'backend')),
  }),
  route({
    method: 'GET',
    path: '/instance/organization_settings',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'Whether organizations are reported as enabled',
    returns: 'OrganizationSettings',
    handle: async ({ scope }) => organizationSettingsView(scope.instance.settings),
  }),
  route({
    method: 'PATCH',
    path: '/instance/organization_settings',
    who: 'key',
    scope: 'settings.write',
    answer: 'raw',
    input: organizationSettingsInput,
    summary: 'Report organizations as enabled, or not',
    returns: 'OrganizationSettings',
    handle: async ({ scope, input: { enabled } }) =>
      organizationSettingsView(
        await patchSettings(scope, typeof enabled === 'boolean' ? { organizations: enabled } : {}, 'backend'),
      ),
  }),
  route({
    method: 'GET',
    path: '/instance/settings',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'All settings of the instance',
    returns: 'Settings',
    handle: async ({ scope }) => scope.instance.settings,
  }),
  route({
    method: 'PATCH',
    path: '/instance/settings',
    who: 'key',
    scope: 'settings.write',
    answer: 'raw',
    input: patchInput,
    summary: 'Change settings; nested objects are merged, nothing is half applied',
    returns: 'Settings',
    handle: ({ scope, input }) => patchSettings(scope, input, 'backend'),
  }),
  route({
    method: 'GET',
    path: '/instance/nudges',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'How many users of codes by SMS were offered something better, what they answered, and how many moved',
    returns: 'NudgeCounts',
    handle: ({ scope }) => nudgeCounts(scope),
  }),
]

function instanceView({ instance }: Scope, settings: Settings): InstanceView {
  return {
    object: 'instance',
    id: instance.id,
    environment_type: instance.environment,
    allowed_origins: settings.allowed_origins,
  }
}

/** Organizations stay empty, so all but the switch says what there is not. */
function organizationSettingsView({ organizations }: Settings): OrganizationSettingsView {
  return {
    object: 'organization_settings',
    enabled: organizations,
    max_allowed_memberships: 0,
    max_allowed_roles: 0,
    max_allowed_permissions: 0,
    creator_role: '',
    admin_delete_enabled: false,
    domains_enabled: false,
    slug_disabled: true,
    domains_enrollment_modes: [],
    domains_default_role: '',
  }
}
