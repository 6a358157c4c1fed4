import './rollout.css'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../../api/loaded.tsx'
import { useBoard } from '../../api/policy-queries.ts'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { BoardCard } from './board-card.tsx'
import { BoardUsersCard } from './board-users-card.tsx'
import { DryRunCard } from './dry-run-card.tsx'

export function RolloutPage() {
  const instanceId = useInstanceId()
  const board = useBoard(instanceId)
  const instance = useInstance(instanceId)
  return (
    <Page
      title="Rollout"
      description={
        <>
          How far each of the{' '}
          <Link to="/instances/$instanceId/authentication/rules" params={{ instanceId }} data-slot="link">
            rules
          </Link>{' '}
          has come, counted by what decides at sign-in.
        </>
      }
    >
      <Loaded query={board}>
        {({ rules }) => (
          <>
            <BoardCard rules={rules} />
            {rules.length > 0 ? (
              <BoardUsersCard key={instanceId} instanceId={instanceId} rules={rules.map(({ rule }) => rule)} />
            ) : null}
          </>
        )}
      </Loaded>
      <Loaded query={instance}>
        {({ settings }) => <DryRunCard instanceId={instanceId} rules={settings.multi_factor.rules} />}
      </Loaded>
    </Page>
  )
}
