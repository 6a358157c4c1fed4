import { Link } from '@countersign/ui'
import { Link as PageLink } from '@tanstack/react-router'
import { useServerState } from '../../api/queries.ts'

/** Where administrators ask for a method that is not offered (S17): the place the server names, else a page that says where. */
export function FeedbackLink({ instanceId }: { instanceId: string }) {
  const { data: server } = useServerState()
  const url = server?.feedback_url ?? null
  if (url === null)
    return (
      <PageLink to="/instances/$instanceId/authentication/request-method" params={{ instanceId }} data-slot="link">
        Let us know
      </PageLink>
    )
  return (
    <Link href={url} target={url.startsWith('mailto:') ? undefined : '_blank'} rel="noreferrer">
      Let us know
    </Link>
  )
}
