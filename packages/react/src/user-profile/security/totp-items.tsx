import type { AuthenticatorApp } from '@countersign/js'
import { Badge, Banner, Button, Dialog, ListItem } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../../context.ts'
import { enrolmentTitle, TotpEnrolment } from '../../enrolment/totp-enrolment.tsx'
import { useTotpEnrolment } from '../../enrolment/use-totp-enrolment.ts'
import { useApplicationName } from '../../hooks.ts'
import { PhoneIcon } from '../../icons.tsx'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { headingOf } from '../focus-section.ts'
import { AppDialog } from './app-dialog.tsx'
import { AppItem, nameOf } from './app-item.tsx'
import { RemoveApp } from './remove-app.tsx'
import { RenameApp } from './rename-app.tsx'

/** As many as the server takes. */
const mostApps = 5

export interface TotpItemsProps {
  apps: readonly AuthenticatorApp[]
  /** False when the operator switched it off after it was set up. */
  isOffered: boolean
  canRemove: boolean
}

const returnFocus = () => headingOf('two-step')

/** The authenticator apps of this person, each with a row of its own below the kind. */
export function TotpItems({ apps, isOffered, canRemove }: TotpItemsProps) {
  const messages = useMessages()
  const { security, common } = messages
  const { isAsking } = useReverification()
  const application = useApplicationName()
  const { step, action, ...enrolment } = useTotpEnrolment()
  const [asked, setAsked] = useState<{ what: 'rename' | 'remove'; app: AuthenticatorApp } | { what: 'add' } | null>(
    null,
  )
  const close = () => setAsked(null)
  const isOn = apps.length > 0

  async function add(name: string) {
    if (await enrolment.startAnother(name)) close()
  }

  const more = isOn ? (
    <Button
      onClick={() => {
        action.clear()
        setAsked({ what: 'add' })
      }}
    >
      {security.addApp}
    </Button>
  ) : (
    <Button variant="primary" busy={action.isBusy} onClick={enrolment.start}>
      {security.setUp}
    </Button>
  )
  return (
    <>
      <ListItem
        icon={<PhoneIcon />}
        title={
          <>
            {security.totp} {isOn && isOffered ? <Badge tone="success">{security.on}</Badge> : null}
          </>
        }
        detail={isOn && !isOffered ? fill(security.totpOff, { application }) : security.totpHint}
        actions={isOffered && apps.length < mostApps ? more : null}
      >
        {step.name === 'idle' && asked === null && action.failure ? (
          <Banner tone="danger">{action.failure.message}</Banner>
        ) : null}
        <Dialog
          open={step.name !== 'idle' && !isAsking}
          onOpenChange={(isOpen) => {
            if (!isOpen) enrolment.close()
          }}
          title={enrolmentTitle(step, messages)}
          closeLabel={common.close}
          dismissible={step.name !== 'on'}
          returnFocus={returnFocus}
        >
          <TotpEnrolment step={step} progress={action} onCode={enrolment.confirm} onDone={enrolment.close} />
        </Dialog>
        {asked?.what === 'add' && !isAsking ? (
          <AppDialog
            title={security.addAppTitle}
            submitLabel={common.continue}
            name=""
            progress={action}
            onName={(name) => void add(name)}
            onClose={close}
          />
        ) : null}
        {asked?.what === 'rename' ? <RenameApp app={asked.app} onClose={close} /> : null}
        {asked?.what === 'remove' ? (
          <RemoveApp
            app={asked.app}
            name={nameOf(asked.app, apps, security.appUnnamed)}
            isLast={apps.length === 1}
            onClose={close}
          />
        ) : null}
      </ListItem>
      {apps.map((app) => (
        <AppItem
          key={app.id}
          name={nameOf(app, apps, security.appUnnamed)}
          app={app}
          canRemove={canRemove}
          onRename={() => setAsked({ what: 'rename', app })}
          onRemove={() => setAsked({ what: 'remove', app })}
        />
      ))}
    </>
  )
}
