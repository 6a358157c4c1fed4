import type { AccountRecovery } from '@countersign/js'
import { Banner, Button, useToast } from '@countersign/ui'
import { useCallback, useEffect, useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { useApplicationName, useUser } from '../hooks.ts'
import { fill } from '../messages/fill.ts'
import { useAction } from '../use-action.ts'
import { CheckCodes } from './check-codes.tsx'
import { moment } from './moment.ts'

/** What somebody should know about getting back in. A running recovery stands on every page of the account, the rest under Security. */
export function RecoveryNotes({ section }: { section: 'profile' | 'security' }) {
  const { user: moves } = useCountersign()
  const user = useUser()
  const [state, setState] = useState<AccountRecovery | null>(null)
  // A note that cannot be loaded is left out: nothing here is needed to use the page.
  const load = useCallback(() => void moves.getRecovery().then(setState, () => {}), [moves])
  const factors = `${user?.twoFactorEnabled} ${user?.backupCodesLeft} ${(user?.passkeys ?? []).length} ${user?.totpEnabled}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when what could be lost has changed
  useEffect(load, [load, factors])

  if (!state) return null
  return (
    <>
      {state.recovery ? <Running recovery={state.recovery} onCancelled={load} /> : null}
      {section === 'security' ? <Advice state={state} onChecked={load} /> : null}
    </>
  )
}

function Running({
  recovery,
  onCancelled,
}: {
  recovery: NonNullable<AccountRecovery['recovery']>
  onCancelled: () => void
}) {
  const { recovery: words } = useMessages()
  const { user: moves } = useCountersign()
  const application = useApplicationName()
  const toast = useToast()
  const action = useAction()
  const device = [recovery.browserName, recovery.deviceType].filter(Boolean).join(', ')
  const cancel = async () => {
    await action.run(() => moves.cancelRecovery())
    toast(words.cancelled)
    onCancelled()
  }
  const text =
    recovery.startedBy === 'operator'
      ? fill(words.runningReset, { application })
      : fill(words.runningText, {
          when: moment(recovery.startedAt),
          from: device ? fill(words.runningFrom, { device }) : '',
          ready: moment(recovery.readyAt),
        })
  return (
    <Banner
      tone="danger"
      title={words.runningTitle}
      actions={
        <Button variant="danger" busy={action.isBusy} onClick={() => void cancel()}>
          {words.cancel}
        </Button>
      }
    >
      {text}
    </Banner>
  )
}

function Advice({ state, onChecked }: { state: AccountRecovery; onChecked: () => void }) {
  const { recovery: words } = useMessages()
  const { backupCodes, outlook } = state
  const [only] = outlook.losses
  return (
    <>
      {outlook.isOneLossFromLockout ? (
        <Banner tone="warn" title={words.oneLossTitle}>
          {only?.lost === 'passkey' ? words.oneLossPasskey : words.oneLossPhone}
        </Banner>
      ) : null}
      {backupCodes?.isCheckDue ? <CheckCodes onChecked={onChecked} /> : null}
      {backupCodes?.lastUsedAt ? <p data-slot="card-description">{lastUsed(backupCodes, words)}</p> : null}
    </>
  )
}

type Codes = NonNullable<AccountRecovery['backupCodes']>
type Words = ReturnType<typeof useMessages>['recovery']

function lastUsed({ lastUsedAt, lastUsedBrowser, lastUsedDevice, lastUsedIp }: Codes, words: Words): string {
  const device = [lastUsedBrowser, lastUsedDevice, lastUsedIp].filter(Boolean).join(', ')
  const from = device ? fill(words.runningFrom, { device }) : ''
  return fill(words.lastUsed, { when: moment(lastUsedAt ?? 0), from })
}
