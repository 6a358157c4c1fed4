import { Banner, List, Section } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { useApplicationName, useEnvironment, useUser } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { availableFactors } from '../../second-step/available-factors.ts'
import { BackupCodesItem } from './backup-codes-item.tsx'
import { TotpItem } from './totp-item.tsx'

/** Shows what the operator enabled, and what this person set up while it was enabled; nothing else (S9, S24). */
export function TwoStepSection() {
  const { security } = useMessages()
  const environment = useEnvironment()
  const user = useUser()
  const application = useApplicationName()
  const { enabled, hasTotp, hasBackupCodes } = availableFactors(environment, user)
  const isTotpOn = enabled.includes('totp')
  const isBackupOn = enabled.includes('backup_code')
  if (enabled.length === 0 && !hasTotp) return null

  const isRequired = environment?.userSettings.signIn.secondFactor.required ?? false
  const isAbandoned = hasTotp && !isTotpOn
  return (
    <Section title={security.twoStep} level={3} description={security.twoStepHint} id="two-step">
      {isAbandoned ? (
        <Banner tone="warn" title={security.lostKindTitle}>
          {fill(security.lostKindText, { application })}
        </Banner>
      ) : null}
      <List>
        {isTotpOn || hasTotp ? (
          <TotpItem isOn={hasTotp} isOffered={isTotpOn} canRemove={!isRequired || isAbandoned} />
        ) : null}
        {isBackupOn ? (
          <BackupCodesItem
            hasFactor={user?.twoFactorEnabled ?? false}
            hasCodes={hasBackupCodes}
            left={user?.backupCodesLeft ?? null}
          />
        ) : null}
      </List>
      {isRequired && hasTotp ? (
        <p data-slot="card-description">{fill(security.requiredNote, { application })}</p>
      ) : null}
    </Section>
  )
}
