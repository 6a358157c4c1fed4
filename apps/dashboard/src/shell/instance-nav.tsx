import { Link } from '@tanstack/react-router'
import { useId } from 'react'

const groups = [
  {
    title: 'Authentication',
    links: [{ to: '/instances/$instanceId/authentication/multi-factor', label: 'Multi-factor' }],
  },
  { title: 'Settings', links: [{ to: '/instances/$instanceId/settings/general', label: 'General' }] },
  { title: 'Developers', links: [{ to: '/instances/$instanceId/api-keys', label: 'API keys' }] },
] as const

/** The pages about one instance (S13). */
export function InstanceNav({ instanceId }: { instanceId: string }) {
  const id = useId()
  return (
    <nav data-slot="instance-nav" aria-label="Instance">
      <ul>
        {groups.map(({ title, links }) => (
          <li key={title}>
            <span data-slot="nav-group" id={`${id}${title}`}>
              {title}
            </span>
            <ul aria-labelledby={`${id}${title}`}>
              {links.map(({ to, label }) => (
                <li key={label}>
                  <Link to={to} params={{ instanceId }} data-slot="side-link">
                    {label}
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
