import { Banner, Button, Section, TextField, useToast } from '@countersign/ui'
import { type FormEvent, useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useApplicationName, useUser } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { failureBeside, failureFor, useAction } from '../../use-action.ts'

export function NameSection() {
  const { profile, fields, common } = useMessages()
  const { user: moves } = useCountersign()
  const user = useUser()
  const toast = useToast()
  const action = useAction()
  const application = useApplicationName()
  const [firstName, setFirstName] = useState(user?.firstName ?? '')
  const [lastName, setLastName] = useState(user?.lastName ?? '')
  const isChanged = firstName !== (user?.firstName ?? '') || lastName !== (user?.lastName ?? '')

  async function save(event: FormEvent) {
    event.preventDefault()
    if (await action.run(() => moves.update({ firstName, lastName }))) toast(profile.nameSaved)
  }

  const beside = failureBeside(action.failure, ['first_name', 'last_name'])
  return (
    <Section title={profile.name} description={fill(profile.nameHint, { application })} id="name">
      <form data-slot="line-form" onSubmit={save} noValidate>
        {beside ? <Banner tone="danger">{beside}</Banner> : null}
        <div data-slot="pair">
          <TextField
            label={fields.firstName}
            name="first_name"
            autoComplete="given-name"
            value={firstName}
            onValueChange={setFirstName}
            error={failureFor(action.failure, 'first_name')}
          />
          <TextField
            label={fields.lastName}
            name="last_name"
            autoComplete="family-name"
            value={lastName}
            onValueChange={setLastName}
            error={failureFor(action.failure, 'last_name')}
          />
        </div>
        <div>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={!isChanged}>
            {common.save}
          </Button>
        </div>
      </form>
    </Section>
  )
}
