import { type AnswerKind, securityHeaders } from './headers.ts'

export interface Extras {
  secure: boolean
  headers?: Record<string, string>
  cookies?: string[]
}

/** The one place where JSON leaves. The SDKs read JSON only under exactly this type, without a charset. */
export function jsonAnswer(status: number, body: unknown, extras: Extras): Response {
  const headers = { ...securityHeaders('api', extras.secure), 'Content-Type': 'application/json', ...extras.headers }
  return new Response(JSON.stringify(body ?? null), { status, headers: withCookies(headers, extras.cookies) })
}

/** An answer that a handler built itself (a redirect, say), with what every answer carries. */
export function completed(answer: Response, extras: Extras): Response {
  const headers = new Headers({ ...securityHeaders('api', extras.secure), ...extras.headers })
  answer.headers.forEach((value, name) => {
    if (name !== 'set-cookie') headers.set(name, value)
  })
  for (const line of [...answer.headers.getSetCookie(), ...(extras.cookies ?? [])]) headers.append('Set-Cookie', line)
  return new Response(answer.body, { status: answer.status, headers })
}

export function textAnswer(
  kind: AnswerKind,
  status: number,
  type: string,
  body: string,
  secure: boolean,
  frames?: "'self'",
): Response {
  return new Response(body, { status, headers: { ...securityHeaders(kind, secure, frames), 'Content-Type': type } })
}

export function emptyAnswer(status: number, headers: Record<string, string>, secure: boolean): Response {
  return new Response(null, { status, headers: { ...securityHeaders('api', secure), ...headers } })
}

function withCookies(
  headers: Record<string, string>,
  cookies: string[] | undefined,
): Record<string, string> | [string, string][] {
  if (!cookies || cookies.length === 0) return headers
  return [...Object.entries(headers), ...cookies.map((line): [string, string] => ['Set-Cookie', line])]
}
