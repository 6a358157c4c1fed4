import { Badge } from '@countersign/ui'
import type { InstanceSummary } from '../api/views.ts'

/** Production stands out: what is changed there meets real users. */
export function EnvironmentBadge({ environment }: Pick<InstanceSummary, 'environment'>) {
  const isProduction = environment === 'production'
  return <Badge tone={isProduction ? 'success' : 'warn'}>{isProduction ? 'Production' : 'Development'}</Badge>
}
