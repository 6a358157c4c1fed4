import { SwitchField, TextField } from '@countersign/ui'
import type { ReactNode } from 'react'
import { bounds, type ReliefSettings, readWhole } from './relief-settings.ts'

export interface ReliefTogglesProps {
  draft: ReliefSettings
  onEdit: (edit: Partial<ReliefSettings>) => void
}

/** How the second step is made bearable, and the way back in without it. */
export function ReliefToggles({ draft, onEdit }: ReliefTogglesProps) {
  const number = (name: keyof typeof bounds, label: string, description: string) => (
    <TextField
      label={label}
      name={name}
      inputMode="numeric"
      autoComplete="off"
      value={draft[name]}
      onValueChange={(text) => onEdit({ [name]: text })}
      description={`${description} From ${bounds[name].least} to ${bounds[name].most}.`}
      error={readWhole(draft[name], bounds[name]) === null ? wrong(name) : null}
    />
  )
  return (
    <>
      <Settings label="Every day">
        <li data-slot="setting">
          <SwitchField
            label="Offer something stronger after SMS"
            description="Who signed in with a code by SMS is offered an app or a passkey, once a month at most. They may say no."
            checked={draft.nudges}
            onCheckedChange={(nudges) => onEdit({ nudges })}
          />
        </li>
        <li data-slot="setting">
          <SwitchField
            label="Trusted browsers"
            description="Users may ask not to be asked for the second step in a browser for a while. Any change of a password, factor or address ends that."
            checked={draft.trusted}
            onCheckedChange={(trusted) => onEdit({ trusted })}
          />
          {draft.trusted ? number('trusted_days', 'Days of trust', 'How long a browser stays trusted.') : null}
        </li>
      </Settings>
      <Settings label="When everything is lost">
        <li data-slot="setting">
          <SwitchField
            label="Recovery by mail and a wait"
            description="Who lost every second factor proves the first one and the mailbox, waits, and sets up another. Everybody who can be reached is told. Off, the only way back is your support."
            checked={draft.recovery}
            onCheckedChange={(recovery) => onEdit({ recovery })}
          />
          {draft.recovery
            ? number('wait_hours', 'Hours of waiting', 'Time for the owner to notice, and to stop somebody else.')
            : null}
        </li>
        <li data-slot="setting">
          <SwitchField
            label="Require a second administrator"
            description="Changes that remove, replace or bypass a user’s second factor wait until another administrator approves them, under Recovery cases. Turning this off needs their approval too."
            checked={draft.second_operator}
            onCheckedChange={(second_operator) => onEdit({ second_operator })}
          />
        </li>
      </Settings>
    </>
  )
}

function Settings({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul data-slot="list" aria-label={label}>
      {children}
    </ul>
  )
}

const wrong = (name: keyof typeof bounds) => `Write a whole number from ${bounds[name].least} to ${bounds[name].most}.`
