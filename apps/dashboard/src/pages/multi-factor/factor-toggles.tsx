import { LiveRegion, SwitchField } from '@countersign/ui'
import { canBeRequired, canHaveBackupCodes, consequencesOf, type FactorSettings } from './factor-settings.ts'

export interface FactorTogglesProps {
  draft: FactorSettings
  /** What went off along with the last edit. */
  note: string
  onEdit: (edit: Partial<FactorSettings>, note: string) => void
}

/** The three second factors, in the order of the product (S14), passkeys beside them, and whether having one is required (S22). */
export function FactorToggles({ draft, note, onEdit }: FactorTogglesProps) {
  const hasPartner = canHaveBackupCodes(draft)

  function edit(wanted: Partial<FactorSettings>) {
    const all = consequencesOf(draft, wanted)
    onEdit(all, noteFor(wanted, all))
  }

  return (
    <>
      <ul data-slot="list" aria-label="Second factors">
        <li data-slot="setting">
          <SwitchField
            label="SMS verification code"
            description="A code sent to the user's phone. The weakest of the three: a message can be redirected by taking over the number, and a code can be talked out of people. Offer another one beside it."
            checked={draft.phone_code}
            onCheckedChange={(phone_code) => edit({ phone_code })}
          />
        </li>
        <li data-slot="setting">
          <SwitchField
            label="Authenticator application (also known as TOTP - Time-based One-Time Password)"
            description="An app on the user's phone shows a new six-digit code every 30 seconds. Works without a network."
            checked={draft.totp}
            onCheckedChange={(totp) => edit({ totp })}
          />
        </li>
        <li data-slot="setting">
          <SwitchField
            label="Backup codes"
            description={
              hasPartner
                ? 'Ten codes for the day the phone is lost. Each works once. Users get them when they set up another factor.'
                : 'Only beside another second factor: switch one of the above on first.'
            }
            disabled={!hasPartner && !draft.backup_code}
            checked={draft.backup_code}
            onCheckedChange={(backup_code) => edit({ backup_code })}
          />
        </li>
      </ul>
      <div data-slot="list">
        <div data-slot="setting">
          <SwitchField
            label="Passkeys"
            description="A key on the user's device or in their password manager, opened with a finger, a face or a PIN. Cannot be talked out of people."
            checked={draft.passkey}
            onCheckedChange={(passkey) => edit({ passkey })}
          />
        </div>
        <div data-slot="setting">
          <SwitchField
            label="Require multi-factor authentication"
            description={
              canBeRequired(draft)
                ? 'Everybody sets up a second factor at their next sign-in. Off, it is each user’s own choice.'
                : 'Needs SMS, the authenticator application or passkeys: switch one on first.'
            }
            disabled={!canBeRequired(draft) && !draft.required}
            checked={draft.required}
            onCheckedChange={(required) => edit({ required })}
          />
        </div>
      </div>
      <LiveRegion isVisible>{note}</LiveRegion>
    </>
  )
}

function noteFor(wanted: Partial<FactorSettings>, all: Partial<FactorSettings>): string {
  const gone = [
    wanted.backup_code === undefined && all.backup_code === false ? 'backup codes' : null,
    wanted.required === undefined && all.required === false ? 'the requirement' : null,
  ].filter((name) => name !== null)
  return gone.length === 0 ? '' : `Also switched off: ${gone.join(' and ')}, which cannot stay on without it.`
}
