import './limits.css'
import { Loaded } from '../../api/loaded.tsx'
import { useSecurityNumbers } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { FixedLimits } from './fixed-limits.tsx'
import { LimitsForm } from './limits-form.tsx'

export function LimitsPage() {
  const instanceId = useInstanceId()
  const query = useSecurityNumbers(instanceId)
  return (
    <Page
      title="Limits and lifetimes"
      description="How long passwords, codes and sessions last, and how many attempts are allowed. Where a standard names a value, the page says whether yours meets it."
    >
      <Loaded query={query}>
        {(numbers) => (
          <>
            <LimitsForm key={instanceId} instanceId={instanceId} numbers={numbers} />
            <FixedLimits numbers={numbers} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
