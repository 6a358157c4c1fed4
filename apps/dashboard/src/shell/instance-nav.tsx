import { Badge, VisuallyHidden } from '@countersign/ui'
import { Link, useRouterState } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useSmsState } from '../api/queries.ts'

const smsSpending = '/instances/$instanceId/messages/sms-spending'
const users = '/instances/$instanceId/users'
const groups = [
  {
    title: 'People',
    links: [
      { to: users, label: 'Users' },
      { to: '/instances/$instanceId/recovery-cases', label: 'Recovery cases' },
      { to: '/instances/$instanceId/audit-log', label: 'Audit log' },
    ],
  },
  {
    title: 'Authentication',
    links: [
      { to: '/instances/$instanceId/authentication/sign-in', label: 'Sign-in' },
      { to: '/instances/$instanceId/authentication/multi-factor', label: 'Multi-factor' },
      { to: '/instances/$instanceId/authentication/rules', label: 'Rules' },
      { to: '/instances/$instanceId/authentication/rollout', label: 'Rollout' },
      { to: '/instances/$instanceId/authentication/step-up', label: 'Step-up' },
    ],
  },
  {
    title: 'Messaging',
    links: [
      { to: '/instances/$instanceId/messages', label: 'Messages' },
      { to: smsSpending, label: 'SMS spending' },
      { to: '/instances/$instanceId/messages/transports', label: 'Transports' },
      { to: '/instances/$instanceId/messages/previews', label: 'Previews' },
    ],
  },
  {
    title: 'Settings',
    links: [
      { to: '/instances/$instanceId/settings/general', label: 'General' },
      { to: '/instances/$instanceId/settings/limits', label: 'Limits and lifetimes' },
    ],
  },
  {
    title: 'Developers',
    links: [
      { to: '/instances/$instanceId/api-keys', label: 'API keys' },
      { to: '/instances/$instanceId/webhooks', label: 'Webhooks' },
    ],
  },
] as const

/** The pages about one instance (S13). On a phone they are behind a button: open, they would push the page off the screen. */
export function InstanceNav({ instanceId }: { instanceId: string }) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  // Open where it was opened: whoever followed a link wants to see the page.
  const [openAt, setOpenAt] = useState<string | null>(null)
  const isOpen = openAt === pathname

  function closeOnEscape(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !isOpen) return
    setOpenAt(null)
    button.current?.focus()
  }
  return (
    <nav data-slot="instance-nav" data-open={isOpen ? '' : undefined} aria-label="Instance" onKeyDown={closeOnEscape}>
      <button
        ref={button}
        type="button"
        data-slot="nav-button"
        aria-expanded={isOpen}
        aria-controls={`${id}pages`}
        onClick={() => setOpenAt(isOpen ? null : pathname)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />
        </svg>
        Pages
        {isOpen ? null : <SmsBadge instanceId={instanceId} />}
      </button>
      <ul id={`${id}pages`}>
        {groups.map(({ title, links }) => (
          <li key={title}>
            <span data-slot="nav-group" id={`${id}${title}`}>
              {title}
            </span>
            <ul aria-labelledby={`${id}${title}`}>
              {links.map(({ to, label }) => (
                <li key={label}>
                  <Link
                    to={to}
                    params={{ instanceId }}
                    activeOptions={{ exact: to !== users, includeSearch: false }}
                    data-slot="side-link"
                  >
                    {label}
                    {to === smsSpending ? <SmsBadge instanceId={instanceId} /> : null}
                  </Link>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Where operators see it whatever they came for: the budget is being used up, or a range is paused (R135, R136). */
function SmsBadge({ instanceId }: { instanceId: string }): ReactNode {
  const { data: state } = useSmsState(instanceId)
  if (!state || (state.budget_level === 0 && state.paused === 0)) return null
  return (
    <Badge tone="warn">
      {state.budget_level > 0 ? (
        `${state.budget_level} %`
      ) : (
        <>
          {state.paused} <VisuallyHidden>paused</VisuallyHidden>
        </>
      )}
    </Badge>
  )
}
