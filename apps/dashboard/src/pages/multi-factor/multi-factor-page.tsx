import { Loaded } from '../../api/loaded.tsx'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { SmsAlert } from '../../sms/sms-alert.tsx'
import { FeedbackLink } from './feedback-link.tsx'
import { MultiFactorForm } from './multi-factor-form.tsx'

export function MultiFactorPage() {
  const instanceId = useInstanceId()
  const query = useInstance(instanceId)
  return (
    <Page
      title="Multi-factor"
      description="Choose which second factors users can set up on their account page. Switching one on affects only users who have set it up already; you see how many before it is applied."
    >
      <SmsAlert instanceId={instanceId} />
      <Loaded query={query}>{(instance) => <MultiFactorForm key={instance.id} instance={instance} />}</Loaded>
      <p data-slot="aside">
        Missing a method? <FeedbackLink instanceId={instanceId} />
      </p>
    </Page>
  )
}
