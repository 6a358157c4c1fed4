import { Button } from '@countersign/ui'
import { useState } from 'react'
import { Loaded } from '../../api/loaded.tsx'
import { useSecretKeys } from '../../api/queries.ts'
import type { NewSecretKey, SecretKey } from '../../api/views.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeyList } from './key-list.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { RollKeyQuestion } from './roll-key-question.tsx'

export function ApiKeysPage() {
  const instanceId = useInstanceId()
  return <ApiKeys key={instanceId} instanceId={instanceId} />
}

function ApiKeys({ instanceId }: { instanceId: string }) {
  const query = useSecretKeys(instanceId)
  const [isCreating, setCreating] = useState(false)
  const [rolling, setRolling] = useState<SecretKey | null>(null)
  const [made, setMade] = useState<NewSecretKey | null>(null)

  function show(key: NewSecretKey) {
    setCreating(false)
    setRolling(null)
    setMade(key)
  }
  return (
    <Page
      title="API keys"
      description="Secret keys let your own server call the Backend API of this instance. Keep them out of browsers, apps and repositories."
      actions={
        <Button variant="primary" onClick={() => setCreating(true)}>
          Create key
        </Button>
      }
    >
      <Loaded query={query}>{(keys) => <KeyList keys={keys} onRoll={setRolling} />}</Loaded>
      {isCreating ? <CreateKeyDialog instanceId={instanceId} onMade={show} onClose={() => setCreating(false)} /> : null}
      {rolling ? (
        <RollKeyQuestion instanceId={instanceId} rolled={rolling} onMade={show} onClose={() => setRolling(null)} />
      ) : null}
      {made ? <NewKeyDialog made={made} onClose={() => setMade(null)} /> : null}
    </Page>
  )
}
