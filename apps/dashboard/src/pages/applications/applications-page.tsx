import { Banner, Card } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../../api/loaded.tsx'
import { useApplications } from '../../api/queries.ts'
import type { Application } from '../../api/views.ts'
import { EnvironmentBadge } from '../../shell/environment-badge.tsx'
import { Page } from '../../shell/page.tsx'
import { PasswordNotice } from './password-notice.tsx'

/** Where an operator starts: which application, and which of its instances (S12). */
export function ApplicationsPage() {
  const query = useApplications()
  return (
    <Page title="Applications" description="Choose an instance. Each has its own users, keys and settings.">
      <PasswordNotice />
      <Loaded query={query}>
        {(applications) =>
          applications.length === 0 ? (
            <Banner>
              There are no applications yet. Create one on the server with <code>npx countersign instance create</code>.
            </Banner>
          ) : (
            applications.map((application) => <ApplicationCard key={application.id} application={application} />)
          )
        }
      </Loaded>
    </Page>
  )
}

function ApplicationCard({ application }: { application: Application }) {
  return (
    <Card title={application.name}>
      <ul data-slot="list" aria-label={`Instances of ${application.name}`}>
        {application.instances.map((instance) => (
          <li key={instance.id} data-slot="instance-item">
            <Link
              to="/instances/$instanceId/authentication/multi-factor"
              params={{ instanceId: instance.id }}
              data-slot="instance-link"
            >
              <span data-slot="instance-name">{instance.slug}</span>
              <EnvironmentBadge environment={instance.environment} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
