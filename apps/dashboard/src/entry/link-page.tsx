import { Banner, Button, Card, CopyButton } from '@countersign/ui'

const command = 'npx countersign admin link'

export interface LinkPageProps {
  /** Why the link that was opened was refused. */
  problem?: 'spent' | undefined
  onSignIn: () => void
}

/** For an administrator without a link, or with one that no longer works. */
export function LinkPage({ problem, onSignIn }: LinkPageProps) {
  return (
    <Card
      level={1}
      title={problem ? 'This link no longer works' : 'Sign in with a one-time link'}
      description="There is no default password. Administrators sign in with a link the first time."
    >
      {problem ? (
        <Banner tone="danger">
          Links work once. An invitation is valid for 72 hours, a link from the server for 1 hour. This one was used
          before, has expired or is incomplete.
        </Banner>
      ) : null}
      <p>Ask another administrator for an invitation, or make a link on the server:</p>
      <ol data-slot="steps">
        <li>
          <span>In the folder of the server, run</span>
          <span data-slot="command">
            <code>{command}</code>
            <CopyButton small value={command}>
              Copy
            </CopyButton>
          </span>
        </li>
        <li>Open the link that it prints in this browser, within an hour.</li>
        <li>The first time, you set up an authenticator app.</li>
      </ol>
      <Button variant="quiet" wide onClick={onSignIn}>
        Sign in with a username instead
      </Button>
    </Card>
  )
}
