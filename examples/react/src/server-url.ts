/** Where the server is: `?server=`, else what the page was built with, else the page's own origin. */
export function serverUrl(): string {
  const asked = new URLSearchParams(location.search).get('server')
  // Only on one's own machine: anywhere else a link could point this page, and the passwords typed into it, elsewhere.
  if (asked && isLocal(location.hostname)) return asked
  return import.meta.env.DEV ? '' : String(import.meta.env['VITE_COUNTERSIGN_URL'] ?? '')
}

const isLocal = (host: string) => host === 'localhost' || host === '127.0.0.1' || host.endsWith('.localhost')
