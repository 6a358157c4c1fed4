import type { ListedTrustedDevice } from '@countersign/js'
import { Badge, Banner, Button, List, ListItem, Section, Spinner, useToast, VisuallyHidden } from '@countersign/ui'
import { useEffect, useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useEnvironment, useUser } from '../../hooks.ts'
import { ScreenIcon } from '../../icons.tsx'
import { fill } from '../../messages/fill.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'
import { dayOf, deviceOf, whenOf } from './session-words.ts'

/** Where the second step is left out. Nothing is shown where the operator does not allow it, or there is no second step. */
export function TrustedDevicesSection() {
  const environment = useEnvironment()
  const user = useUser()
  const isAllowed = (environment?.countersign.trustedDeviceDays ?? null) !== null
  // Read anew when the account changes, since that is what ends trust.
  return isAllowed && user?.twoFactorEnabled ? <TrustedDevices key={user.updatedAt} /> : null
}

function TrustedDevices() {
  const { security, common } = useMessages()
  const { user: moves } = useCountersign()
  const toast = useToast()
  const loading = useAction()
  const removing = useAction()
  const [devices, setDevices] = useState<readonly ListedTrustedDevice[] | null>(null)
  const { run: load } = loading

  useEffect(() => {
    void load(async () => setDevices(await moves.getTrustedDevices()))
  }, [load, moves])

  async function remove(revoke: () => Promise<void>) {
    const isDone = await removing.run(revoke)
    await load(async () => setDevices(await moves.getTrustedDevices()))
    if (!isDone) return
    headingOf('trusted-devices')?.focus()
    toast(security.trustedRemoved)
  }

  const everywhere =
    devices && devices.length > 1 ? (
      <Button busy={removing.isBusy} onClick={() => void remove(moves.revokeTrustedDevices)}>
        {security.trustedRemoveAll}
      </Button>
    ) : null
  const failure = removing.failure ?? loading.failure
  return (
    <Section title={security.trusted} description={security.trustedHint} actions={everywhere} id="trusted-devices">
      {failure ? <Banner tone="danger">{failure.message}</Banner> : null}
      {devices === null && !failure ? <Spinner label={common.loading} /> : null}
      {devices && devices.length > 0 ? (
        <List>
          {devices.map((device) => {
            const name = deviceOf(device, security.unknownDevice)
            return (
              <ListItem
                key={device.id}
                icon={<ScreenIcon />}
                title={
                  <>
                    {name} {device.isThisDevice ? <Badge tone="success">{security.trustedThis}</Badge> : null}
                  </>
                }
                detail={fill(security.trustedUsed, { when: whenOf(device.lastUsedAt), end: dayOf(device.expiresAt) })}
                actions={
                  <Button small disabled={removing.isBusy} onClick={() => void remove(device.revoke)}>
                    {security.trustedRemove} <VisuallyHidden>{name}</VisuallyHidden>
                  </Button>
                }
              />
            )
          })}
        </List>
      ) : null}
      {devices?.length === 0 ? <p data-slot="card-description">{security.trustedNone}</p> : null}
    </Section>
  )
}
