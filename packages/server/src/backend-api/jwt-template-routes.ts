import { AppError, type JwtTemplateView, type Settings } from '@countersign/contract'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { deletedView } from '../http/small-views.ts'
import { patchSettings } from '../instances/settings.ts'
import * as inputs from './inputs.ts'

type Template = Settings['jwt_templates'][number]

const one = '/jwt_templates/:id'
/** A template is named by its name; the prefix tells its id from one. */
const idOf = ({ name }: Template) => `jtmp_${name}`

function view(template: Template): JwtTemplateView {
  return {
    object: 'jwt_template',
    id: idOf(template),
    name: template.name,
    claims: template.claims,
    lifetime: template.lifetime_seconds,
    allowed_clock_skew: 10,
    custom_signing_key: false,
    signing_algorithm: 'RS256',
  }
}

/** Replaces the template with this id by others: none, itself changed, or — for an id that is nobody's — a new one. */
async function put(scope: Scope, id: string | null, change: (old: Template | undefined) => Template[]): Promise<void> {
  const patch = ({ jwt_templates: all }: Settings) => {
    const old = all.find((template) => idOf(template) === id)
    if (id !== null && !old) throw new AppError('resource_not_found')
    return { jwt_templates: [...all.filter((template) => template !== old), ...change(old)] }
  }
  await patchSettings(scope, patch, 'backend')
}

export const jwtTemplateRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/jwt_templates',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'List the templates of tokens for other services',
    returns: 'JwtTemplates',
    handle: async ({ scope }) => {
      const data = scope.instance.settings.jwt_templates.map(view)
      return { data, total_count: data.length }
    },
  }),
  route({
    method: 'POST',
    path: '/jwt_templates',
    who: 'key',
    scope: 'settings.write',
    answer: 'raw',
    input: inputs.templateInput,
    summary: 'Add a template; its tokens are signed with the key of the instance',
    returns: 'JwtTemplate',
    handle: async ({ scope, input: { name, claims, lifetime } }) => {
      const template = { name, claims, lifetime_seconds: lifetime ?? 60 }
      await put(scope, null, () => [template])
      return view(template)
    },
  }),
  route({
    method: 'GET',
    path: one,
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'Read a template',
    returns: 'JwtTemplate',
    handle: async ({ scope, params }) => {
      const template = scope.instance.settings.jwt_templates.find((known) => idOf(known) === params['id'])
      if (!template) throw new AppError('resource_not_found')
      return view(template)
    },
  }),
  route({
    method: 'PATCH',
    path: one,
    who: 'key',
    scope: 'settings.write',
    answer: 'raw',
    input: inputs.changeTemplateInput,
    summary: 'Change a template; a new name is a new id',
    returns: 'JwtTemplate',
    handle: async ({ scope, params, input: { name, claims, lifetime } }) => {
      let changed: Template = { name: '', claims: {}, lifetime_seconds: 60 }
      await put(scope, params['id'] ?? '', (old = changed) => {
        changed = {
          name: name ?? old.name,
          claims: claims ?? old.claims,
          lifetime_seconds: lifetime ?? old.lifetime_seconds,
        }
        return [changed]
      })
      return view(changed)
    },
  }),
  route({
    method: 'DELETE',
    path: one,
    who: 'key',
    scope: 'settings.write',
    answer: 'raw',
    summary: 'Remove a template',
    returns: 'Deleted',
    handle: async ({ scope, params }) => {
      await put(scope, params['id'] ?? '', () => [])
      return deletedView('jwt_template', params['id'] ?? '')
    },
  }),
]
