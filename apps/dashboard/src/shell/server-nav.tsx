import { Link } from '@tanstack/react-router'

export const serverPages = [
  { to: '/', label: 'Applications' },
  { to: '/administrators', label: 'Administrators' },
  { to: '/server-log', label: 'Server log' },
] as const

/** The pages about the server, which belong to no instance. */
export function ServerNav() {
  return (
    <nav data-slot="side-nav" data-place="server" aria-label="Server">
      <ul>
        {serverPages.map(({ to, label }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: true, includeSearch: false }} data-slot="side-link">
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
