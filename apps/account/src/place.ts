/** Where a visitor is: which instance by the path's prefix, and which page of it. */
export interface Place {
  /** `/i/acme`, or nothing on an instance's own host. */
  prefix: string
  page: 'sign-in' | 'sign-up' | 'profile' | 'security' | 'undo' | 'recovery'
}

export function placeOf(pathname: string): Place {
  const prefix = /^\/i\/[^/]+(?=\/|$)/.exec(pathname)?.[0] ?? ''
  const [first, second] = pathname.slice(prefix.length).split('/').filter(Boolean)
  if (first === 'sign-up') return { prefix, page: 'sign-up' }
  if (first === 'undo' || first === 'recovery') return { prefix, page: first }
  if (first === 'user') return { prefix, page: second === 'security' ? 'security' : 'profile' }
  return { prefix, page: 'sign-in' }
}

const paths: Record<Place['page'], string> = {
  'sign-in': '/sign-in',
  'sign-up': '/sign-up',
  profile: '/user',
  security: '/user/security',
  undo: '/undo',
  recovery: '/recovery',
}

export function pathOf({ prefix, page }: Place): string {
  return `${prefix}${paths[page]}`
}
