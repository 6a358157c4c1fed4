import { apiVersions, newestApiVersion } from '../../packages/contract/src/api-versions.ts'
import { sinceVersion } from '../../packages/server/src/factors/since.ts'
import { generatedFrom, table } from './table.ts'

/** Which answers depend on the version of the Frontend API that a request asks for. */
export function renderApiVersions(): string {
  const rows = apiVersions.map(({ version, adds }, at) => {
    const known = apiVersions.slice(0, at + 1).map((one) => one.version)
    const factors = Object.entries(sinceVersion).flatMap(([name, since]) =>
      known.includes(since) ? [`\`${name}\``] : [],
    )
    const asked =
      version === 'base' ? `any date before ${apiVersions[at + 1]?.version}, or malformed` : `\`${version}\` or later`
    return [asked, adds, factors.join(' ')]
  })
  return `# Versions of the Frontend API

${generatedFrom('packages/contract/src/api-versions.ts')}

A request asks for a version with the query parameter \`__clerk_api_version=YYYY-MM-DD\`, as Clerk's browser SDKs do, or with the header \`Clerk-API-Version\`, as
the native ones do. SDKs reject second factors that they do not know, so an answer names only those of the version that was asked for.

${table(['asked for', 'what it has', 'second factors'], rows)}

| request | answered as |
|---|---|
| a date in the future | ${newestApiVersion}, the newest version |
| a malformed date, or two of them | the oldest version, which every SDK understands |
| no version, but \`_clerk_js_version\` or \`_is_native\`: a Clerk SDK from before there were versions | the oldest version |
| nothing of the kind: \`@countersign/js\`, the hosted pages, your own scripts | ${newestApiVersion}, the newest version |

An older SDK is offered the user's other second factors: authenticator app, SMS code, backup codes. If a passkey is the only one it could prove, the sign-in or reverification is
refused with 403 \`second_factor_needs_newer_sdk\`, and never continues with one factor. The user can sign in on the hosted pages (\`/sign-in\`); update the SDK to let them use the
passkey in your app. \`@clerk/clerk-js\` 6.40.0 asks for \`2026-08-20\`.
`
}
