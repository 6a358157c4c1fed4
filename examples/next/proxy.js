import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isPublic = createRouteMatcher(['/sign-in(.*)', '/sign-up(.*)'])

export default clerkMiddleware(
  async (auth, request) => {
    if (!isPublic(request)) await auth.protect()
  },
  { frontendApiProxy: { enabled: true } },
)

export const config = {
  matcher: ['/((?!_next|.*\\.(?:css|js|svg|png|ico|woff2?)$).*)', '/__clerk/(.*)'],
}
