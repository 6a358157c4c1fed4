import { stepNotAllowed } from './error.ts'

/** The address of a move of the attempt under way. */
export function attemptPath(kind: 'sign_ins' | 'sign_ups', attempt: { readonly id: string } | null, move = ''): string {
  if (!attempt) throw stepNotAllowed()
  return `/client/${kind}/${encodeURIComponent(attempt.id)}${move}`
}
