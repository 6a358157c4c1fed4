/**
 * Versions of the Frontend API, oldest first. A request asks for one with `__clerk_api_version=YYYY-MM-DD` and is answered as the newest version
 * here that is not younger. `base` is everything before the first date.
 */
export const apiVersions = [
  { version: 'base', adds: 'Every route and every view that no later version names.' },
  {
    version: '2026-08-20',
    adds: 'The strategy `passkey` among the second factors, at sign-in and reverification and in the environment. Nothing is renamed or removed.',
  },
] as const

export type ApiVersion = (typeof apiVersions)[number]['version']

/** What our own SDKs ask for. */
export const newestApiVersion: ApiVersion = '2026-08-20'
