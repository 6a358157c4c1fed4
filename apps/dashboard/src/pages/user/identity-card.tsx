import { Badge, Card } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import type { UserDetails } from '../../api/user-views.ts'
import { Fact } from '../../shell/fact.tsx'
import { Moment } from '../../sms/moment.tsx'

export interface IdentityCardProps {
  instanceId: string
  details: UserDetails
}

export function IdentityCard({ instanceId, details }: IdentityCardProps) {
  const { user, email, phone } = details
  const emails = user.email_addresses.map(({ id, email_address, verification }) => ({
    ...{ id, text: email_address, isPrimary: id === user.primary_email_address_id },
    isVerified: verification?.status === 'verified',
  }))
  const phones = user.phone_numbers.map(({ id, phone_number, verification }) => ({
    ...{ id, text: phone_number, isPrimary: id === user.primary_phone_number_id },
    isVerified: verification?.status === 'verified',
  }))
  return (
    <Card title="Account">
      <dl data-slot="facts">
        <Fact name="User ID" copied={user.id}>
          <code>{user.id}</code>
        </Fact>
        {user.external_id ? <Fact name="External ID">{user.external_id}</Fact> : null}
        {user.username ? <Fact name="Username">{user.username}</Fact> : null}
        {emails.length > 0 ? (
          <Fact name="E-mail">
            <Addresses rows={emails} />
          </Fact>
        ) : null}
        {phones.length > 0 ? (
          <Fact name="Phone">
            <Addresses rows={phones} />
          </Fact>
        ) : null}
        <Fact name="Password">{user.password_enabled ? 'Set' : 'None'}</Fact>
        <Fact name="Signed up">
          <Moment at={user.created_at} />
        </Fact>
        <Fact name="Last sign-in">
          {user.last_sign_in_at === null ? 'Never' : <Moment at={user.last_sign_in_at} />}
        </Fact>
        {email || phone ? (
          <Fact name="Messages">
            <span data-slot="links">
              {[email, phone].map((to) =>
                to ? (
                  <Link
                    key={to}
                    to="/instances/$instanceId/messages"
                    params={{ instanceId }}
                    search={{ to }}
                    data-slot="link"
                  >
                    Sent to {to}
                  </Link>
                ) : null,
              )}
            </span>
          </Fact>
        ) : null}
      </dl>
    </Card>
  )
}

interface Address {
  id: string
  text: string
  isPrimary: boolean
  isVerified: boolean
}

function Addresses({ rows }: { rows: readonly Address[] }) {
  return (
    <ul data-slot="plain-list">
      {rows.map(({ id, text, isPrimary, isVerified }) => (
        <li key={id}>
          <bdi>{text}</bdi> {isPrimary ? <Badge>Primary</Badge> : null}{' '}
          {isVerified ? null : <Badge tone="warn">Not verified</Badge>}
        </li>
      ))}
    </ul>
  )
}
