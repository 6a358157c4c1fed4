import { Button } from '@countersign/ui'
import { Loaded } from '../../api/loaded.tsx'
import { useSecretKeys } from '../../api/queries.ts'
import type { NewSecretKey, SecretKey } from '../../api/views.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeyList } from './key-list.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { RevokeKeyQuestion } from './revoke-key-question.tsx'
import { RollKeyQuestion } from './roll-key-question.tsx'

export function ApiKeysPage() {
  const instanceId = useInstanceId()
  return <ApiKeys key={instanceId} instanceId={instanceId} />
}

type Open =
  | { what: 'create' }
  | { what: 'roll'; rolled: SecretKey }
  | { what: 'revoke'; revoked: SecretKey }
  | { what: 'made'; made: NewSecretKey }

function ApiKeys({ instanceId }: { instanceId: string }) {
  const query = useSecretKeys(instanceId)
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<Open>()
  const show = (made: NewSecretKey) => open({ what: 'made', made })
  const dialog = { isOpen, onClose: close, returnFocus }
  return (
    <Page
      title="API keys"
      description="Secret keys let your own server call the Backend API of this instance. Keep them out of browsers, apps and repositories."
      actions={
        <Button variant="primary" onClick={() => open({ what: 'create' })}>
          Create key
        </Button>
      }
    >
      <Loaded query={query}>
        {(keys) => (
          <KeyList
            keys={keys}
            onRoll={(rolled) => open({ what: 'roll', rolled })}
            onRevoke={(revoked) => open({ what: 'revoke', revoked })}
          />
        )}
      </Loaded>
      {shown?.what === 'create' ? (
        <CreateKeyDialog key={number} instanceId={instanceId} onMade={show} {...dialog} />
      ) : null}
      {shown?.what === 'roll' ? (
        <RollKeyQuestion key={number} instanceId={instanceId} rolled={shown.rolled} onMade={show} {...dialog} />
      ) : null}
      {shown?.what === 'revoke' ? (
        <RevokeKeyQuestion key={number} instanceId={instanceId} revoked={shown.revoked} {...dialog} />
      ) : null}
      {shown?.what === 'made' ? <NewKeyDialog key={number} made={shown.made} {...dialog} /> : null}
    </Page>
  )
}
