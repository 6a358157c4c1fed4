import { makeAdministratorLink, needsAdministrator } from './administrators/link.ts'
import type { Context } from './context.ts'
import type { FirstInstances } from './instances/bootstrap.ts'
import { findBySlug } from './instances/instances.store.ts'

/** What a person reads in the terminal after a start. Secrets are told once: when they were made. */
export async function describeStart(context: Context, first: FirstInstances): Promise<string> {
  const { url } = context.config
  const lines = [`Countersign is ready on ${url}`, '', row('Dashboard', `${url}/dashboard`)]
  const acme = first.acme?.instance ?? (await findBySlug(context.db, 'acme'))
  if (acme) {
    lines.push(
      row(
        'Hosted pages',
        `${url}/i/${acme.slug}/sign-in  (also http://${acme.slug}.localhost:${context.config.port}/sign-in)`,
      ),
      row('Codes and mails', `${url}/dashboard/instances/${acme.id}/messages`),
      row('Publishable key', `${acme.publishableKey}  (${acme.application.name}, ${acme.environment})`),
    )
  }
  if (first.acme) lines.push(row('Secret key', `${first.acme.secretKey}  (shown this once)`))
  if (await needsAdministrator(context)) {
    const link = await makeAdministratorLink(context, first.dashboard)
    lines.push('', 'Sign in as the first operator with this link. It works once, within an hour:', `  ${link.url}`)
  }
  return `${lines.join('\n')}\n`
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(16)} ${value}`
}
