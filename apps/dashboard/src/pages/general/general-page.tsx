import { Loaded } from '../../api/loaded.tsx'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { AllowedOriginsCard } from './allowed-origins-card.tsx'
import { ComponentVersionForm } from './component-version-form.tsx'
import { InstanceFacts } from './instance-facts.tsx'
import { KeysCard } from './keys-card.tsx'

export function GeneralPage() {
  const query = useInstance(useInstanceId())
  return (
    <Page
      title="General"
      description="Addresses and allowed origins of this instance, the keys that protect it, and the version of its hosted components."
    >
      <Loaded query={query}>
        {(instance) => (
          <>
            <InstanceFacts instance={instance} />
            <AllowedOriginsCard key={`${instance.id} origins`} instance={instance} />
            <KeysCard instanceId={instance.id} />
            <ComponentVersionForm key={instance.id} instance={instance} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
