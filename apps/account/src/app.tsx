import { useApplicationName, useCountersign, useCountersignState, useStatus } from '@countersign/react'
import { Banner, Button, Card, NarrowPage, Spinner } from '@countersign/ui'
import { type MouseEvent, useEffect, useRef } from 'react'
import { EntryPage } from './entry-page.tsx'
import { goTo, useAddress } from './history.ts'
import { placeOf } from './place.ts'
import { RecoveryPage } from './recovery-page.tsx'
import { UndoPage } from './undo-page.tsx'
import { UserPage } from './user-page.tsx'
import { words } from './words.ts'

export interface AppProps {
  prefix: string
  /** A sign-in token or an invitation that the address brought along, and the page that it is for. */
  ticket: { page: string; value: string | null }
  /** Of a mail, for the page that it led to. */
  mailToken: string | null
}

export function App({ prefix, ticket, mailToken }: AppProps) {
  const address = useAddress()
  const status = useStatus()
  const application = useApplicationName()
  const [pathname = '', query] = address.split('?')
  const { page } = placeOf(pathname)
  useEffect(() => {
    document.title = words.title(page, application)
  }, [page, application])
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    // A screen reader left on a page that is gone would say nothing; a form takes the focus itself.
    if (document.activeElement === document.body) document.querySelector('main')?.focus({ preventScroll: true })
  }, [pathname])

  if (status === 'loading') return <Spinner label={words.loading} />
  if (status === 'unavailable') return <Unavailable />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: only hears what links inside it do, keyboard included
    <div onClick={(event) => followInside(event, prefix)}>
      {page === 'sign-in' || page === 'sign-up' ? (
        <EntryPage
          key={page}
          page={page}
          prefix={prefix}
          search={query ? `?${query}` : ''}
          ticket={ticket.page === page ? ticket.value : null}
        />
      ) : page === 'undo' ? (
        <UndoPage prefix={prefix} token={mailToken} />
      ) : page === 'recovery' ? (
        <RecoveryPage prefix={prefix} token={mailToken} />
      ) : (
        <UserPage page={page} prefix={prefix} />
      )}
    </div>
  )
}

function Unavailable() {
  const client = useCountersign()
  const error = useCountersignState((state) => state.error)
  return (
    <NarrowPage>
      <Card title={words.unavailable} level={1}>
        <Banner tone="danger">{error?.message}</Banner>
        <Button variant="primary" wide onClick={() => void client.load()}>
          {words.tryAgain}
        </Button>
      </Card>
    </NarrowPage>
  )
}

/** Links between the app's own pages need no page load. */
function followInside(event: MouseEvent, prefix: string) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.origin !== window.location.origin) return
  if (!/^\/(sign-in|sign-up|user)(\/|$)/.test(link.pathname.slice(prefix.length))) return
  if (!link.pathname.startsWith(prefix)) return
  event.preventDefault()
  goTo(`${link.pathname}${link.search}`)
}
