import { SwitchField } from '@countersign/ui'
import type { WaysIn } from './ways-in.ts'

export interface WayTogglesProps {
  draft: WaysIn
  onEdit: (edit: Partial<WaysIn>) => void
}

interface Toggle {
  name: keyof WaysIn
  label: string
  description: string
}

const firstFactors: readonly Toggle[] = [
  {
    name: 'password',
    label: 'Password',
    description: 'Something that users choose and remember, or that their password manager does.',
  },
  {
    name: 'email_code',
    label: 'E-mail code',
    description: 'A code goes to a verified address of the account; nothing has to be remembered.',
  },
  {
    name: 'phone_code',
    label: 'SMS code',
    description:
      'A code goes to a verified number, in the countries that are open under Multi-factor; each one costs you.',
  },
  {
    name: 'passkey',
    label: 'Passkey',
    description: 'A key on the user’s device opens the account alone, second step included.',
  },
]
const safeguards: readonly Toggle[] = [
  {
    name: 'device_trust',
    label: 'Device trust',
    description:
      'A password typed in a browser that the account was never used in is followed by a code by e-mail or SMS, unless there is a second factor.',
  },
  {
    name: 'single',
    label: 'One account at a time',
    description: 'Signing in to another account in the same browser ends the session before it.',
  },
]

/** The first factors in one list, what guards a sign-in in another. */
export function WayToggles({ draft, onEdit }: WayTogglesProps) {
  const list = (label: string, toggles: readonly Toggle[]) => (
    <ul data-slot="list" aria-label={label}>
      {toggles.map(({ name, ...words }) => (
        <li data-slot="setting" key={name}>
          <SwitchField {...words} checked={draft[name]} onCheckedChange={(isOn) => onEdit({ [name]: isOn })} />
        </li>
      ))}
    </ul>
  )
  return (
    <>
      {list('First factors', firstFactors)}
      {list('Safeguards', safeguards)}
    </>
  )
}
