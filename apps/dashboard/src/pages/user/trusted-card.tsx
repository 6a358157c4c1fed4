import { Button, Card, List, ListItem, VisuallyHidden } from '@countersign/ui'
import type { UserDetails } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'
import { deviceWords } from '../../words/device-words.ts'
import type { Ask } from './ask.ts'

export interface TrustedCardProps {
  details: UserDetails
  onAsk: (ask: Ask) => void
}

/** Only where there are any: most instances trust no browser. */
export function TrustedCard({ details: { trusted_devices: trusted }, onAsk }: TrustedCardProps) {
  if (trusted.length === 0) return null
  return (
    <Card title="Trusted browsers" description="The user is not asked for the second step in these.">
      <List label="Trusted browsers">
        {trusted.map((device) => {
          const { id, last_used_at, expires_at } = device
          const name = deviceWords(device)
          return (
            <ListItem
              key={id}
              title={name}
              detail={
                <>
                  Used <Moment at={last_used_at} /> · until <Moment at={expires_at} />
                </>
              }
              actions={
                <Button small onClick={() => onAsk({ what: 'end_trust', deviceId: id, name })}>
                  Remove <VisuallyHidden>trust in {name}</VisuallyHidden>
                </Button>
              }
            />
          )
        })}
      </List>
    </Card>
  )
}
