import type { SignInView } from '@countersign/contract'
import { makeAdministratorLink } from '../../src/administrators/link.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from './app.ts'
import { type Answer, Browser } from './browser.ts'

/** The operator's browser: signed in at the dashboard's own instance, asking the dashboard API with the same cookies. */
export class Operator extends Browser {
  async ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const answer = await this.fetch(path, method, body)
    const content = JSON.parse(await answer.text())
    const errors = content?.errors ?? []
    const { status, headers } = answer
    return { status, headers, response: content, client: null, errors, code: errors[0]?.code, body: content }
  }

  async fetch(path: string, method = 'GET', body?: unknown): Promise<Response> {
    return this.app.app.request(`http://localhost:4100/dashboard/api${path}`, {
      method,
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(method === 'GET' ? {} : { origin: 'http://localhost:4100', 'content-type': 'application/json' }),
        ...this.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
}

export async function signInByLink(app: TestApp, dashboard: CreatedInstance): Promise<Operator> {
  const link = await makeAdministratorLink(app.context, dashboard.instance)
  const browser = new Operator(app, dashboard)
  const ticket = new URL(link.url).hash.slice('#ticket='.length)
  const done = await browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket })
  if (done.status !== 200) throw new Error(JSON.stringify(done.body))
  return browser
}
