import { failureBeside, failureFor, useAction } from '@countersign/react'
import { Banner, Button, Checkbox, DialogActions, SwitchField, TextField } from '@countersign/ui'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { Loaded } from '../../api/loaded.tsx'
import { useEventTypes, useWebhookChange } from '../../api/webhook-queries.ts'
import type { EventType, NewWebhookEndpoint, WebhookEndpoint } from '../../api/webhook-views.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'

export interface EndpointDialogProps extends OpenedDialog {
  instanceId: string
  /** Null for a new one. */
  endpoint: WebhookEndpoint | null
  onMade: (made: NewWebhookEndpoint) => void
}

export function EndpointDialog({ instanceId, endpoint, onMade, ...dialog }: EndpointDialogProps) {
  const { webhooks } = useApi()
  const { change } = useWebhookChange(instanceId)
  const action = useAction()
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState(endpoint?.description ?? '')
  const [wantsAll, setWantsAll] = useState((endpoint?.events.length ?? 0) === 0)
  const [chosen, setChosen] = useState(new Set(endpoint?.events))
  const field = useRef<HTMLInputElement>(null)
  const isComplete = (endpoint !== null || url.trim() !== '') && (wantsAll || chosen.size > 0)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!isComplete) return field.current?.focus()
    const wish = { description, events: wantsAll ? [] : [...chosen] }
    const address = url.trim()
    void action.run(async () => {
      if (!endpoint) return onMade(await change(() => webhooks.add(instanceId, { ...wish, url: address })))
      await change(() => webhooks.change(instanceId, endpoint.id, address ? { ...wish, url: address } : wish))
      dialog.onClose()
    })
  }
  const failed = failureBeside(action.failure, ['url', 'description'])
  return (
    <TaskDialog {...dialog} title={endpoint ? 'Edit the endpoint' : 'Add a webhook endpoint'} initialFocus={field}>
      <form data-slot="dialog-form" onSubmit={submit}>
        {failed ? <Banner tone="danger">{failed}</Banner> : null}
        <TextField
          ref={field}
          label="Address"
          name="url"
          type="url"
          inputMode="url"
          placeholder="https://example.com/webhooks"
          {...(endpoint ? { description: `Leave empty to keep ${endpoint.url}` } : {})}
          value={url}
          onValueChange={setUrl}
          autoComplete="off"
          error={failureFor(action.failure, 'url')}
        />
        <TextField
          label="Description (optional)"
          name="description"
          value={description}
          onValueChange={setDescription}
          maxLength={200}
          autoComplete="off"
          error={failureFor(action.failure, 'description')}
        />
        <SwitchField
          label="All events"
          description="Also those that a later version adds."
          checked={wantsAll}
          onCheckedChange={setWantsAll}
        />
        {wantsAll ? null : <EventChoice instanceId={instanceId} chosen={chosen} onChosen={setChosen} />}
        <DialogActions>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={!isComplete}>
            {endpoint ? 'Save' : 'Add'}
          </Button>
        </DialogActions>
      </form>
    </TaskDialog>
  )
}

interface EventChoiceProps {
  instanceId: string
  chosen: ReadonlySet<string>
  onChosen: (chosen: Set<string>) => void
}

function EventChoice({ instanceId, chosen, onChosen }: EventChoiceProps) {
  const query = useEventTypes(instanceId)
  const toggle = ({ name }: EventType, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(name)
    else next.delete(name)
    onChosen(next)
  }
  return (
    <Loaded query={query}>
      {(types) => (
        <fieldset data-slot="event-choice">
          <legend>Events</legend>
          {types.map((type) => (
            <Checkbox
              key={type.name}
              checked={chosen.has(type.name)}
              onCheckedChange={(isChosen) => toggle(type, isChosen)}
              label={
                <>
                  <code>{type.name}</code>
                  <span data-slot="event-words">{type.description}</span>
                </>
              }
            />
          ))}
        </fieldset>
      )}
    </Loaded>
  )
}
