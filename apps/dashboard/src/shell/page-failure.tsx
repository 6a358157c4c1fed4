import { Banner, Button } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import { Page } from './page.tsx'

/** A page that broke while it was drawn or fetched: most often a new version is out and the old files are gone. */
export function PageFailure() {
  return (
    <Page title="This page could not be shown">
      <Banner tone="danger" actions={<Button onClick={() => window.location.reload()}>Reload</Button>}>
        Something went wrong in this page. Reload it and try again.
      </Banner>
    </Page>
  )
}

export function PageNotFound() {
  return (
    <Page title="There is no such page" description="The address may be mistyped, or from another version.">
      <p>
        <Link to="/" data-slot="link">
          Go to the applications
        </Link>
      </p>
    </Page>
  )
}
