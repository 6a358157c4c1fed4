import type { RuleName } from '@countersign/contract'
import { Banner, Button, Card, LinkButton, List, LiveRegion, SelectField, Spinner } from '@countersign/ui'
import { useEffect, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { BoardSearch } from '../../api/policy-api.ts'
import { useBoardUsers } from '../../api/policy-queries.ts'
import { Remind } from '../../reminders/remind.tsx'
import { BoardUser } from './board-user.tsx'
import { stateWords } from './state-words.ts'

export interface BoardUsersCardProps {
  instanceId: string
  rules: readonly RuleName[]
}

/** Who is meant, and how they stand; the same as a table for whoever writes to them. */
export function BoardUsersCard({ instanceId, rules }: BoardUsersCardProps) {
  const { policy } = useApi()
  const [search, setSearch] = useState<BoardSearch>({ rule: '', state: 'pending' })
  const states = Object.entries(stateWords).map(([value, label]) => ({ value, label }))
  return (
    <Card
      title="Users"
      actions={
        <LinkButton small href={policy.boardFileUrl(instanceId, search)} download="second-factors.csv">
          Export CSV
        </LinkButton>
      }
    >
      <div data-slot="board-filters">
        <SelectField
          label="Rule"
          value={search.rule}
          options={[{ value: '', label: 'All rules' }, ...rules.map(({ id, name }) => ({ value: id, label: name }))]}
          onValueChange={(rule) => setSearch({ ...search, rule })}
        />
        <SelectField
          label="State"
          value={search.state}
          options={[{ value: '', label: 'All states' }, ...states]}
          onValueChange={(state) => setSearch({ ...search, state: state as BoardSearch['state'] })}
        />
      </div>
      {search.state === 'pending' || search.state === 'overdue' ? (
        <Remind
          key={`${search.state} ${search.rule}`}
          instanceId={instanceId}
          to={search.state}
          rule={search.rule || undefined}
        />
      ) : null}
      <Found instanceId={instanceId} search={search} rules={rules} />
    </Card>
  )
}

function Found({ instanceId, search, rules }: BoardUsersCardProps & { search: BoardSearch }) {
  const query = useBoardUsers(instanceId, search)
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  const users = data?.pages.flatMap((page) => page.data) ?? []
  // An answer looks at so many users and no more, so it may be empty before the end.
  const isLooking = users.length === 0 && hasNextPage && !isError && data !== undefined
  useEffect(() => {
    if (isLooking && !isFetchingNextPage) void fetchNextPage()
  }, [isLooking, isFetchingNextPage, fetchNextPage])

  if (isError && users.length === 0)
    return (
      <Banner tone="danger" actions={<Button onClick={() => void query.refetch()}>Try again</Button>}>
        {query.error.message}
      </Banner>
    )
  if (data === undefined || isLooking) return <Spinner label="Loading" />
  if (users.length === 0) return <Banner>No user is in that state.</Banner>
  const nameOf = (id: string) => rules.find((rule) => rule.id === id)?.name ?? id
  return (
    <>
      <LiveRegion>{`${users.length} ${users.length === 1 ? 'user' : 'users'}`}</LiveRegion>
      <List label="Users under rules">
        {users.map((user) => (
          <BoardUser key={user.user_id} instanceId={instanceId} user={user} ruleName={nameOf(user.rule_id)} />
        ))}
      </List>
      {hasNextPage ? (
        <Button wide busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more users
        </Button>
      ) : null}
    </>
  )
}
