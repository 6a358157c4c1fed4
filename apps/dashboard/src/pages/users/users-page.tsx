import './users.css'
import { Banner, Button, LiveRegion, Spinner } from '@countersign/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useUserList } from '../../api/user-queries.ts'
import type { UserSearch } from '../../api/user-views.ts'
import { Remind } from '../../reminders/remind.tsx'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { CreateUserDialog } from './create-user-dialog.tsx'
import { UserFilters } from './user-filters.tsx'
import { UserList } from './user-list.tsx'

const route = '/instances/$instanceId/users'

export function UsersPage() {
  const instanceId = useInstanceId()
  const { text = '', filter = '' } = useSearch({ from: route })
  const navigate = useNavigate()
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<'create'>()
  const search = { text, filter }
  const find = (next: UserSearch) =>
    void navigate({
      to: route,
      params: { instanceId },
      search: { ...(next.text ? { text: next.text } : {}), ...(next.filter ? { filter: next.filter } : {}) },
    })
  return (
    <Page
      title="Users"
      description="Everybody who has an account in this instance, newest first."
      actions={
        <Button variant="primary" onClick={() => open('create')}>
          Create user
        </Button>
      }
    >
      <UserFilters search={search} onSearch={find} />
      {filter === 'one_loss' ? <Remind key={`${instanceId} remind`} instanceId={instanceId} to="one_loss" /> : null}
      <Users key={instanceId} instanceId={instanceId} search={search} onCreate={() => open('create')} />
      {shown ? <CreateUserDialog key={number} {...{ instanceId, isOpen, returnFocus }} onClose={close} /> : null}
    </Page>
  )
}

interface UsersProps {
  instanceId: string
  search: UserSearch
  onCreate: () => void
}

function Users({ instanceId, search, onCreate }: UsersProps) {
  const list = useUserList(instanceId, search)
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = list
  const users = data?.pages.flatMap((page) => page.users) ?? []
  // Each answer looks at so many users and no more; who looks for one person wants to be told of them, not of that.
  const isLooking = users.length === 0 && hasNextPage && !isError
  const pages = data?.pages.length ?? 0
  useEffect(() => {
    if (isLooking && pages > 0 && !isFetchingNextPage) void fetchNextPage()
  }, [isLooking, pages, isFetchingNextPage, fetchNextPage])

  const found = `${users.length} ${users.length === 1 ? 'user' : 'users'}${hasNextPage ? ', and more' : ''}`
  const isKnown = data !== undefined && !isLooking && !isError
  return (
    <>
      <LiveRegion>{isKnown ? found : ''}</LiveRegion>
      {isError && users.length === 0 ? (
        <Banner tone="danger" actions={<Button onClick={() => void list.refetch()}>Try again</Button>}>
          {list.error.message}
        </Banner>
      ) : null}
      {isKnown || isError ? null : <Spinner label={data ? 'Looking further' : 'Loading'} />}
      {isKnown && users.length === 0 ? <Nobody search={search} onCreate={onCreate} /> : null}
      {users.length > 0 ? <UserList instanceId={instanceId} users={users} /> : null}
      {users.length > 0 && hasNextPage ? (
        <Button wide busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more users
        </Button>
      ) : null}
    </>
  )
}

function Nobody({ search, onCreate }: Pick<UsersProps, 'search' | 'onCreate'>) {
  if (search.text !== '')
    return (
      <Banner>
        Nobody is found by that. Search for a whole address, number or user ID, or for part of a name, username,
        verified address or number{search.filter === '' ? '' : ', and try it without the filter'}.
      </Banner>
    )
  if (search.filter !== '') return <Banner>No user is in that state.</Banner>
  return (
    <Banner actions={<Button onClick={onCreate}>Create user</Button>}>
      There are no users yet. They appear here when they sign up, when an import brings them, or when you create one.
    </Banner>
  )
}
