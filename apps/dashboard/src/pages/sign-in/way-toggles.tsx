import { RadioField, SwitchField } from '@countersign/ui'
import { signUpOptions } from './sign-up-modes.ts'
import type { WaysIn } from './ways-in.ts'

export interface WayTogglesProps {
  draft: WaysIn
  onEdit: (edit: Partial<WaysIn>) => void
}

interface Toggle {
  name: Exclude<keyof WaysIn, 'sign_up'>
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

/** The first factors, who may sign up, and what guards a sign-in. */
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
      <div data-slot="list">
        <div data-slot="setting">
          <RadioField
            label="Sign-up"
            name="sign_up"
            value={draft.sign_up}
            options={signUpOptions}
            onValueChange={(sign_up) => onEdit({ sign_up })}
          />
        </div>
      </div>
      {list('Safeguards', safeguards)}
    </>
  )
}
