import { Menu, MenuHeading, MenuItem, MenuSeparator, VisuallyHidden } from '@countersign/ui'
import { useNavigate } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useApplications } from '../api/queries.ts'
import { EnvironmentBadge } from './environment-badge.tsx'
import { serverPages } from './server-nav.tsx'

/** Says whose settings are on screen, and leads to any other instance (S12). */
export function InstancePicker({ chosenId }: { chosenId: string | undefined }) {
  const { data: applications } = useApplications()
  const navigate = useNavigate()
  if (!applications || applications.length === 0) return null
  const chosen = applications
    .flatMap((application) => application.instances.map((instance) => ({ application, instance })))
    .find(({ instance }) => instance.id === chosenId)

  return (
    <Menu
      align="start"
      trigger={
        <button type="button" data-slot="picker">
          {chosen ? <VisuallyHidden>Application and instance:</VisuallyHidden> : null}
          <span data-slot="picker-name">{chosen ? chosen.application.name : 'Choose an instance'}</span>
          {chosen ? <EnvironmentBadge environment={chosen.instance.environment} /> : null}
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M4.5 6.5L8 10l3.5-3.5" />
          </svg>
        </button>
      }
    >
      {applications.map((application, index) => (
        <Fragment key={application.id}>
          {index > 0 ? <MenuSeparator /> : null}
          <MenuHeading>{application.name}</MenuHeading>
          {application.instances.map((instance) => (
            <MenuItem
              key={instance.id}
              onSelect={() =>
                void navigate({
                  to: '/instances/$instanceId/authentication/multi-factor',
                  params: { instanceId: instance.id },
                })
              }
            >
              <span data-slot="picker-item">
                <span>{instance.slug}</span>
                <EnvironmentBadge environment={instance.environment} />
              </span>
            </MenuItem>
          ))}
        </Fragment>
      ))}
      <MenuSeparator />
      <MenuHeading>Server</MenuHeading>
      {serverPages.map(({ to, label }) => (
        <MenuItem key={to} onSelect={() => void navigate({ to })}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}
