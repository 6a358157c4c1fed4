import { renderApi } from './api.ts'
import { renderApiVersions } from './api-versions.ts'
import { renderConfiguration } from './configuration.ts'
import { renderErrors } from './errors.ts'
import { renderImpersonation } from './impersonation.ts'
import { renderOpenapi } from './openapi/document.ts'
import { renderPrivileges } from './privileges.ts'
import { renderRequirements } from './requirements.ts'
import { renderSecondAdministrator } from './second-administrator.ts'
import { renderSettings } from './settings.ts'

/** A page that is written from code. Add one line here and run `npm run docs`. */
export interface GeneratedPage {
  /** From the root of the repository. */
  path: string
  render(): string
}

export const generatedPages: GeneratedPage[] = [
  { path: 'docs/requirements.md', render: renderRequirements },
  { path: 'docs/reference/api.md', render: renderApi },
  { path: 'docs/reference/api-versions.md', render: renderApiVersions },
  { path: 'docs/reference/configuration.md', render: renderConfiguration },
  { path: 'docs/reference/errors.md', render: renderErrors },
  { path: 'docs/reference/impersonation.md', render: renderImpersonation },
  { path: 'docs/reference/openapi.json', render: renderOpenapi },
  { path: 'docs/reference/privileges.md', render: renderPrivileges },
  { path: 'docs/reference/second-administrator.md', render: renderSecondAdministrator },
  { path: 'docs/reference/settings.md', render: renderSettings },
]
