import { useNavigate, useSearch } from '@tanstack/react-router'
import type { AuditSearch } from '../../api/audit-views.ts'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { AuditLog } from './audit-log.tsx'
import { everything, onlyGiven } from './audit-search.ts'

const route = '/instances/$instanceId/audit-log'

export function AuditPage() {
  const instanceId = useInstanceId()
  const { data: instance } = useInstance(instanceId)
  const search = { ...everything, ...useSearch({ from: route }) }
  const navigate = useNavigate()
  const find = (next: AuditSearch) => void navigate({ to: route, params: { instanceId }, search: onlyGiven(next) })
  return (
    <Page
      title="Audit log"
      description="Events of this instance, newest first: sign-ins, failed attempts, sessions, changes, and what administrators did."
    >
      <AuditLog instanceId={instanceId} slug={instance?.slug} search={search} onSearch={find} />
    </Page>
  )
}
