import { Banner, Button, Card, CopyButton } from '@countersign/ui'

const command = 'npx countersign admin link'

export interface LinkPageProps {
  /** Why the link that was opened does not let anybody in. */
  problem?: 'spent' | undefined
  onSignIn: () => void
}

/** For whoever comes without a link, or with one that is used up. */
export function LinkPage({ problem, onSignIn }: LinkPageProps) {
  return (
    <Card
      level={1}
      title={problem ? 'This link no longer works' : 'Sign in with a one-time link'}
      description="Operators have no default password. Whoever can run a command on the server may sign in here."
    >
      {problem ? (
        <Banner tone="danger">
          A link works once and for one hour. This one was used already, is too old, or is cut off.
        </Banner>
      ) : null}
      <ol data-slot="steps">
        <li>
          <span>On the machine that runs the server, in its folder, run</span>
          <span data-slot="command">
            <code>{command}</code>
            <CopyButton small value={command}>
              Copy
            </CopyButton>
          </span>
        </li>
        <li>Open the link it prints, in this browser, within an hour.</li>
        <li>The first time, you set up an authenticator app; from then on the link and the app let you in.</li>
      </ol>
      <Button variant="quiet" wide onClick={onSignIn}>
        Use an e-mail address instead
      </Button>
    </Card>
  )
}
