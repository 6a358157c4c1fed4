import { type Route, route } from '../http/route.ts'
import { patchSettings } from '../instances/settings.ts'
import { keySet } from '../sessions/signing-keys.ts'
import { patchInput } from './inputs.ts'

export const instanceRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/jwks',
    who: 'key',
    answer: 'raw',
    summary: 'Public keys of session tokens',
    handle: ({ scope }) => keySet(scope.context, scope.instance.id),
  }),
  route({
    method: 'GET',
    path: '/instance/settings',
    who: 'key',
    answer: 'raw',
    summary: 'All settings of the instance',
    handle: async ({ scope }) => scope.instance.settings,
  }),
  route({
    method: 'PATCH',
    path: '/instance/settings',
    who: 'key',
    answer: 'raw',
    input: patchInput,
    summary: 'Change settings; nested objects are merged, nothing is half applied',
    handle: ({ scope, input }) => patchSettings(scope, input, 'backend'),
  }),
]
