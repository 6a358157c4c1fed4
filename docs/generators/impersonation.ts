import { frontendRoutes } from '../../packages/server/src/frontend-api/routes.ts'
import { type Impersonation, impersonationOf } from '../../packages/server/src/http/impersonation.ts'
import { generatedFrom, table } from './table.ts'

const meanings: Record<Exclude<Impersonation, 'other'>, string> = {
  read: 'reads',
  allowed: '**allowed**',
  refused: 'refused',
}

/** What support can call while it is signed in to a user's account. */
export function renderImpersonation(): string {
  const rows = frontendRoutes.flatMap((row) => {
    const kind = impersonationOf(row)
    return kind === 'other' ? [] : [[row.method, `\`/v1${row.path}\``, meanings[kind], row.summary]]
  })
  return `# Impersonation: what an actor session can do

${generatedFrom('the route tables of packages/server')}

Someone who signs in with an actor token (\`POST /v1/actor_tokens\`) sees the application as the user sees it. Their session reads, and it can be selected, renewed and ended.
Every change is refused with 403 \`impersonation_not_allowed\`, with or without a recent verification. A new route is refused until its row says otherwise.

An actor session also

- gets no token of a JWT template, from the Frontend API or with the secret key;
- cannot use a mailed link of that user (“this wasn’t me”, cancel a recovery) in the same browser;
- does not make its browser a known or trusted one, sends no “new device” email as the user, and does not change \`last_sign_in_at\` or the user's language;
- carries \`act\` in every token and \`fva: [-1, -1]\` ([verifying session tokens](../guides/verifying-tokens.md)). Your own server decides what it lets someone with \`act\` do.

${table(['', 'path', 'actor session', ''], rows)}

Routes that are missing here use no session: sign-in, sign-up and mailed links need a credential of their own, and signing this browser out is open to anyone who holds its cookie.
`
}
