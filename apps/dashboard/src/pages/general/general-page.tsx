import { Loaded } from '../../api/loaded.tsx'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { ComponentVersionForm } from './component-version-form.tsx'
import { InstanceFacts } from './instance-facts.tsx'
import { KeysCard } from './keys-card.tsx'

export function GeneralPage() {
  const query = useInstance(useInstanceId())
  return (
    <Page
      title="General"
      description="What this instance is, which keys it stands on, and which version of the hosted components it uses."
    >
      <Loaded query={query}>
        {(instance) => (
          <>
            <InstanceFacts instance={instance} />
            <KeysCard instanceId={instance.id} />
            <ComponentVersionForm key={instance.id} instance={instance} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
