import { UserButton, UserProfile, useAuth } from '@countersign/react'
import { Spinner, WidePage } from '@countersign/ui'
import { useEffect } from 'react'
import { Brand } from './brand.tsx'
import { goTo } from './history.ts'
import { pathOf } from './place.ts'
import { words } from './words.ts'

export function UserPage({ page, prefix }: { page: 'profile' | 'security'; prefix: string }) {
  const { isSignedIn } = useAuth()
  const signIn = pathOf({ prefix, page: 'sign-in' })
  const here = pathOf({ prefix, page })
  useEffect(() => {
    if (!isSignedIn) goTo(`${signIn}?${new URLSearchParams({ redirect_url: here })}`, 'replace')
  }, [isSignedIn, signIn, here])

  if (!isSignedIn) return <Spinner label={words.loading} />
  const leave = () => goTo(signIn, 'replace')
  return (
    <WidePage
      header={
        <>
          <Brand />
          <UserButton profileUrl={pathOf({ prefix, page: 'profile' })} onSignedOut={leave} />
        </>
      }
    >
      <UserProfile
        section={page}
        hrefOf={(section) => pathOf({ prefix, page: section })}
        onNavigate={(section) => goTo(pathOf({ prefix, page: section }))}
        onSignedOut={leave}
      />
    </WidePage>
  )
}
