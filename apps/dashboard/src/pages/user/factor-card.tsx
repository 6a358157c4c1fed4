import { Banner, Button, Card, List, ListItem, VisuallyHidden } from '@countersign/ui'
import type { ReactNode } from 'react'
import { useInstance } from '../../api/queries.ts'
import type { FactorWish, UserDetails } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'
import type { Ask } from './ask.ts'

export interface FactorCardProps {
  instanceId: string
  details: UserDetails
  onAsk: (ask: Ask) => void
}

interface Factor {
  key: string
  title: string
  detail: ReactNode
  wish: FactorWish
  /** In the question whether to remove it. */
  name: string
}

/** What the user proves with at the second step: never a secret, never a code. */
export function FactorCard({ instanceId, details, onAsk }: FactorCardProps) {
  const { data: instance } = useInstance(instanceId)
  const needsOther = instance?.settings.recovery.second_operator ?? false
  const factors = factorsOf(details)
  return (
    <Card
      title="Second factors"
      actions={
        factors.length > 0 ? (
          <Button small onClick={() => onAsk({ what: 'reset', needsOther })}>
            Reset two-step verification
          </Button>
        ) : null
      }
    >
      {factors.length === 0 ? (
        <Banner>This user has no second factor.</Banner>
      ) : (
        <List label="Second factors">
          {factors.map(({ key, title, detail, wish, name }) => (
            <ListItem
              key={key}
              title={title}
              detail={detail}
              actions={
                <Button small onClick={() => onAsk({ what: 'remove_factor', factor: wish, name })}>
                  Remove <VisuallyHidden>{name}</VisuallyHidden>
                </Button>
              }
            />
          ))}
        </List>
      )}
    </Card>
  )
}

function factorsOf({ user }: UserDetails): Factor[] {
  const reserved = user.phone_numbers.filter((phone) => phone.reserved_for_second_factor)
  const apps = user.authenticator_apps
  return [
    ...apps.map(({ id, name, last_used_at, created_at }, index): Factor => {
      const title = name ?? (apps.length > 1 ? `number ${index + 1}` : null)
      return {
        key: id,
        title: title === null ? 'Authenticator application' : `Authenticator application: ${title}`,
        wish: { what: 'totp', factor_id: id },
        name: title === null ? 'the authenticator application' : `the authenticator application “${title}”`,
        detail: last_used_at === null ? since('Set up', created_at) : since('Used', last_used_at),
      }
    }),
    ...user.passkeys.map(
      ({ id, name, last_used_at, created_at }): Factor => ({
        ...{
          key: id,
          title: `Passkey: ${name}`,
          wish: { what: 'passkey', factor_id: id },
          name: `the passkey “${name}”`,
        },
        detail: last_used_at === null ? since('Set up', created_at) : since('Used', last_used_at),
      }),
    ),
    ...reserved.map(
      ({ id, phone_number }): Factor => ({
        ...{ key: id, title: `SMS code to ${phone_number}`, wish: { what: 'phone_code', factor_id: id } },
        ...{ name: `${phone_number} from the second step`, detail: 'The number stays with the account.' },
      }),
    ),
    ...(user.backup_codes_left === null
      ? []
      : [
          {
            ...{ key: 'backup_code', title: 'Backup codes', name: 'the backup codes' },
            ...{ wish: { what: 'backup_code' as const }, detail: codesWords(user.backup_codes_left) },
          },
        ]),
  ]
}

const since = (words: string, at: number) => (
  <>
    {words} <Moment at={at} />
  </>
)

function codesWords(left: number): string {
  if (left === 0) return 'All used'
  return left === 1 ? 'One left' : `${left} left`
}
