import './rules.css'
import { Loaded } from '../../api/loaded.tsx'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { LastChange } from './last-change.tsx'
import { RulesForm } from './rules-form.tsx'

export function RulesPage() {
  const instanceId = useInstanceId()
  const query = useInstance(instanceId)
  return (
    <Page
      title="Rules"
      description="Who must have a second factor, which, and from when on. They are read in order: the first that is on, has started and is meant for a user decides."
    >
      <LastChange key={instanceId} instanceId={instanceId} />
      <Loaded query={query}>{(instance) => <RulesForm key={instance.id} instance={instance} />}</Loaded>
    </Page>
  )
}
