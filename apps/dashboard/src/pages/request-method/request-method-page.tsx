import { Card } from '@countersign/ui'
import { Page } from '../../shell/page.tsx'

/** Where “Let us know” leads while the server names no other place (S17). */
export function RequestMethodPage() {
  return (
    <Page
      title="Request a second factor"
      description="Countersign supports SMS verification codes, authenticator applications, backup codes and passkeys."
    >
      <Card title="Ask the project">
        <p>
          Open an issue in the repository you got Countersign from. Say which method your users need, and why the four
          above do not fit. Leave out names, addresses and keys: issues are public.
        </p>
      </Card>
      <Card title="Ask your own team instead">
        <p>
          To send requests of your administrators to your help desk, set <code>COUNTERSIGN_FEEDBACK_URL</code> to its
          address, such as <code>https://help.example.com</code> or <code>mailto:it@example.com</code>, and restart the
          server. The link on the Multi-factor page then leads there.
        </p>
      </Card>
    </Page>
  )
}
