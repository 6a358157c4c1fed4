import './numbers.css'
import { Loaded } from '../../api/loaded.tsx'
import { useSecurityNumbers } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { FixedNumbers } from './fixed-numbers.tsx'
import { NumbersForm } from './numbers-form.tsx'

export function NumbersPage() {
  const instanceId = useInstanceId()
  const query = useSecurityNumbers(instanceId)
  return (
    <Page
      title="Security numbers"
      description="How long things live and how often they may be tried, with the standards that name a number. What is weaker than one says so."
    >
      <Loaded query={query}>
        {(numbers) => (
          <>
            <NumbersForm key={instanceId} instanceId={instanceId} numbers={numbers} />
            <FixedNumbers numbers={numbers} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
