import { UserButton } from '@countersign/react'
import { WidePage } from '@countersign/ui'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Brand } from './brand.tsx'
import { InstanceNav } from './instance-nav.tsx'
import { InstancePicker } from './instance-picker.tsx'
import { ProviderNotice } from './provider-notice.tsx'
import { ProxyNotice } from './proxy-notice.tsx'
import { ServerNav } from './server-nav.tsx'
import { useChosenInstanceId } from './use-instance-id.ts'

/** What surrounds every page: whose settings these are, where one can go, whose account it is. */
export function Shell() {
  const instanceId = useChosenInstanceId()
  // The account pages have a navigation of their own.
  const isAccount = useRouterState({
    select: ({ matches }) => matches.some(({ routeId }) => routeId.startsWith('/account')),
  })
  useFocusOnArrival()
  return (
    <WidePage
      header={
        <>
          <div data-slot="header-start">
            <Link to="/" data-slot="home-link" aria-label="Countersign: all applications">
              <Brand />
            </Link>
            <InstancePicker chosenId={instanceId} />
          </div>
          <UserButton profileUrl="/dashboard/account" />
        </>
      }
      nav={instanceId === undefined ? isAccount ? undefined : <ServerNav /> : <InstanceNav instanceId={instanceId} />}
    >
      <div data-slot="notices">
        <ProxyNotice />
        {instanceId === undefined ? null : <ProviderNotice instanceId={instanceId} />}
      </div>
      <Outlet />
    </WidePage>
  )
}

/** A screen reader left on the link that was followed would not hear that the page is another one. */
function useFocusOnArrival() {
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current !== undefined && shown.current !== pathname) {
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    }
    shown.current = pathname
  }, [pathname])
}
