import './step-up.css'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../../api/loaded.tsx'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { StepUpForm } from './step-up-form.tsx'
import { StepUpUsage } from './step-up-usage.tsx'

export function StepUpPage() {
  const instanceId = useInstanceId()
  const query = useInstance(instanceId)
  return (
    <Page
      title="Step-up"
      description="What a signed-in user must prove again, and how lately, before your app does something that matters. A preset is such a demand with a name."
    >
      <Loaded query={query}>{(instance) => <StepUpForm key={instance.id} instance={instance} />}</Loaded>
      <StepUpUsage />
      <p data-slot="aside">
        How recently users must have verified their identity to change their own account is set under{' '}
        <Link to="/instances/$instanceId/settings/limits" params={{ instanceId }} data-slot="link">
          Limits and lifetimes
        </Link>
        .
      </p>
    </Page>
  )
}
