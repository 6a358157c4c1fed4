import { Card } from '@countersign/ui'

const lately = `requireFresh(auth, 'strict_mfa')`
const page = `const token = await session.stepUp({
  action: 'payout',
  data: { amount: '120.00', receiver: 'Bea' },
})`
const server = `await backend.redeemStepUp(auth, {
  token,
  action: 'payout',
  data: { amount, receiver },
})`

/** The guide in short: what a developer who looks at these settings needs to know to use them. */
export function StepUpUsage() {
  return (
    <Card
      title="How an app uses it"
      description="Your app asks one of two questions; docs/guides/step-up.md, which comes with the server, has both in full."
    >
      <div data-slot="usage">
        <h3>Did they prove it lately?</h3>
        <p>
          For what is looked at or changed often, such as salaries. Your server names a preset; whoever’s proof is older
          is asked again, and then goes on.
        </p>
        <pre>
          <code>{lately}</code>
        </pre>
        <h3>Do they want just this?</h3>
        <p>
          For what cannot be taken back, such as a payout. The page asks for the action with its data, and the user sees
          both and proves it for them alone:
        </p>
        <pre>
          <code>{page}</code>
        </pre>
        <p>
          Your server redeems the token once, with its own idea of action and data. Anything else is refused, and the
          token is spent:
        </p>
        <pre>
          <code>{server}</code>
        </pre>
      </div>
    </Card>
  )
}
