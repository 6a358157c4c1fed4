import { Banner, Card, List, ListItem } from '@countersign/ui'
import type { UserDetails } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'
import { deviceWords } from '../../words/device-words.ts'

export function BrowserCard({ details: { browsers } }: { details: UserDetails }) {
  return (
    <Card
      title="Known browsers"
      description="Where the user signed in since the last change of a password, factor or address; any such change makes every browser a new one."
    >
      {browsers.length === 0 ? (
        <Banner>No browser is known: the next sign-in counts as one from a new device.</Banner>
      ) : (
        <List label="Known browsers">
          {browsers.map(({ id, ip, created_at, device }) => (
            <ListItem
              key={id}
              title={deviceWords(device)}
              detail={
                <>
                  {ip === null ? '' : `${ip} · `}Signed in <Moment at={created_at} />
                </>
              }
            />
          ))}
        </List>
      )}
    </Card>
  )
}
