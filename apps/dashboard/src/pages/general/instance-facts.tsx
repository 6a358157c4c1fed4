import { Card, Link } from '@countersign/ui'
import type { Instance } from '../../api/views.ts'
import { EnvironmentBadge } from '../../shell/environment-badge.tsx'
import { Fact } from '../../shell/fact.tsx'

/** What a developer needs to point an application here. */
export function InstanceFacts({ instance }: { instance: Instance }) {
  const pages = `${instance.url}/sign-in`
  return (
    <Card title="Instance">
      <dl data-slot="facts">
        <Fact name="Application">{instance.application.name}</Fact>
        <Fact name="Instance">
          <code>{instance.slug}</code>
        </Fact>
        <Fact name="Environment">
          <EnvironmentBadge environment={instance.environment} />
        </Fact>
        <Fact name="Publishable key" copied={instance.publishable_key}>
          <code>{instance.publishable_key}</code>
        </Fact>
        <Fact name="Hosted pages" copied={pages}>
          <Link href={pages} target="_blank" rel="noreferrer">
            {pages}
          </Link>
        </Fact>
        {instance.hosts.length > 0 ? <Fact name="Host names">{instance.hosts.join(', ')}</Fact> : null}
      </dl>
    </Card>
  )
}
