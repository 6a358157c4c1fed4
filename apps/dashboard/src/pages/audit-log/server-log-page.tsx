import { useNavigate, useSearch } from '@tanstack/react-router'
import type { AuditSearch } from '../../api/audit-views.ts'
import { Page } from '../../shell/page.tsx'
import { AuditLog } from './audit-log.tsx'
import { everything, onlyGiven } from './audit-search.ts'

const route = '/server-log'
/** The instance that administrators sign in to. */
const slug = 'dashboard'

export function ServerLogPage() {
  const search = { ...everything, ...useSearch({ from: route }) }
  const navigate = useNavigate()
  const find = (next: AuditSearch) => void navigate({ to: route, search: onlyGiven(next) })
  return (
    <Page
      title="Server log"
      description="Events of the dashboard itself, newest first: sign-ins of administrators, their second factors, invitations and removals. What they did in an instance is in its audit log."
    >
      <AuditLog instanceId={null} slug={slug} search={search} onSearch={find} />
    </Page>
  )
}
