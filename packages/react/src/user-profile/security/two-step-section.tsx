import { Banner, List, Section } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { useApplicationName, useEnvironment, useUser } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { availableFactors } from '../../second-step/available-factors.ts'
import { BackupCodesItem } from './backup-codes-item.tsx'
import { SmsItems } from './sms-items.tsx'
import { TotpItems } from './totp-items.tsx'

/** Shows what the operator enabled, and what this person set up while it was enabled; nothing else (S9, S24). */
export function TwoStepSection() {
  const { security } = useMessages()
  const environment = useEnvironment()
  const user = useUser()
  const application = useApplicationName()
  const { enabled, hasTotp, reserved, hasBackupCodes } = availableFactors(environment, user)
  const isSmsOn = enabled.includes('phone_code')
  const isTotpOn = enabled.includes('totp')
  const isBackupOn = enabled.includes('backup_code')
  const hasSms = reserved.length > 0
  const keys = enabled.includes('passkey') ? (user?.passkeys ?? []).length : 0
  if (!isSmsOn && !isTotpOn && !isBackupOn && !hasTotp && !hasSms) return null

  const isRequired = environment?.userSettings.signIn.secondFactor.required ?? false
  const apps = user?.authenticatorApps ?? []
  const usable = (isTotpOn ? apps.length : 0) + (isSmsOn ? reserved.length : 0) + keys
  const isAbandoned = usable === 0 && (hasTotp || hasSms)
  const canRemove = !isRequired || usable !== 1
  return (
    <Section title={security.twoStep} level={3} description={security.twoStepHint} id="two-step">
      {isAbandoned ? (
        <Banner tone="warn" title={security.lostKindTitle}>
          {fill(security.lostKindText, { application })}
        </Banner>
      ) : null}
      <List>
        {isSmsOn || hasSms ? (
          <SmsItems numbers={reserved} isOffered={isSmsOn} canRemove={canRemove || !isSmsOn} />
        ) : null}
        {isTotpOn || hasTotp ? <TotpItems apps={apps} isOffered={isTotpOn} canRemove={canRemove || !isTotpOn} /> : null}
        {isBackupOn ? (
          <BackupCodesItem
            hasFactor={user?.twoFactorEnabled ?? false}
            hasCodes={hasBackupCodes}
            left={user?.backupCodesLeft ?? null}
          />
        ) : null}
      </List>
      {isRequired && usable === 1 ? (
        <p data-slot="card-description">{fill(security.requiredNote, { application })}</p>
      ) : null}
    </Section>
  )
}
