import './general.css'
import { Button, Card, List, ListItem, useToast, VisuallyHidden } from '@countersign/ui'
import { approvalToast } from '../../api/case-views.ts'
import type { Instance } from '../../api/views.ts'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { Question } from '../../shell/question.tsx'
import { useOpened } from '../../shell/use-opened.ts'
import { OriginForm } from './origin-form.tsx'

/** The setting that refused requests and hosted pages tell developers to change. Each change is stored at once, as with keys. */
export function AllowedOriginsCard({ instance }: { instance: Instance }) {
  const change = useChangeSettings(instance.id)
  const toast = useToast()
  const { what: removed, isOpen, open, close, closeGone, returnFocus } = useOpened<string>()
  const origins = instance.settings.allowed_origins

  async function remove() {
    const isDone = await change({ allowed_origins: origins.filter((origin) => origin !== removed) })
    if (isDone) closeGone()
    else close()
    toast(isDone ? 'Origin removed' : approvalToast)
  }
  return (
    <Card
      title="Allowed origins"
      id="allowed-origins"
      description={
        <>
          Web apps that may call this instance, and that users may be sent back to after sign-in. The instance’s own
          address is always allowed.{' '}
          {instance.environment === 'development'
            ? 'This is a development instance, so apps on localhost, 127.0.0.1 and other loopback addresses are allowed on any port without being listed.'
            : 'This is a production instance, so all other origins are refused.'}
        </>
      }
    >
      {origins.length === 0 ? (
        <p data-slot="aside">No origins added yet.</p>
      ) : (
        <List label="Allowed origins">
          {origins.map((origin) => (
            <ListItem
              key={origin}
              title={<code>{origin}</code>}
              actions={
                <Button small onClick={() => open(origin)}>
                  Remove <VisuallyHidden>{origin}</VisuallyHidden>
                </Button>
              }
            />
          ))}
        </List>
      )}
      <OriginForm origins={origins} onChange={(allowed_origins) => change({ allowed_origins })} />
      <Question
        {...{ isOpen, returnFocus }}
        onClose={close}
        title="Remove this origin?"
        description={`${removed} can no longer call this instance, and users are not sent back to it. This takes effect immediately.`}
        confirmLabel="Remove origin"
        onConfirm={remove}
      />
    </Card>
  )
}
