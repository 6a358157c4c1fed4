import { isPasskeySupported } from '@countersign/js'
import { Banner, Button, List, ListItem } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { EnrolmentDone } from '../enrolment/enrolment-done.tsx'
import { enrolmentTitle, TotpEnrolment } from '../enrolment/totp-enrolment.tsx'
import { usePasskeyEnrolment } from '../enrolment/use-passkey-enrolment.ts'
import { useTotpEnrolment } from '../enrolment/use-totp-enrolment.ts'
import { useApplicationName, useEnvironment, useSession, useUser } from '../hooks.ts'
import { KeysIcon, MessageIcon, PhoneIcon } from '../icons.tsx'
import { fill } from '../messages/fill.ts'
import { availableFactors } from '../second-step/available-factors.ts'
import { StepCard } from '../steps/step-form.tsx'
import { useAction } from '../use-action.ts'
import { enrolmentWords } from './enrolment-words.ts'
import { SetupSms } from './setup-sms.tsx'

export interface SetupMfaProps {
  /** A second step is set up and its backup codes are saved. */
  onDone: () => void
}

/** For a session with the task `setup-mfa`: enrol a second step, then go on. */
export function SetupMfa({ onDone }: SetupMfaProps) {
  const messages = useMessages()
  const { setupMfa: words, security, common } = messages
  const client = useCountersign()
  const application = useApplicationName()
  const wanted = useSession()?.mfaEnrolment ?? null
  const { enabled: all } = availableFactors(useEnvironment(), useUser())
  // What the rule does not take would lead to the same screen again.
  const enabled = wanted ? all.filter((kind) => kind !== 'backup_code' && wanted.factors.includes(kind)) : all
  const enrolment = useTotpEnrolment()
  const passkey = usePasskeyEnrolment()
  const leaving = useAction()
  const later = useAction()
  const { step, action } = enrolment
  const [isTexting, setTexting] = useState(false)

  async function putOff() {
    if (await later.run(() => client.session.skipTask())) onDone()
  }

  if (isTexting) return <SetupSms onDone={onDone} onBack={() => setTexting(false)} />
  if (step.name !== 'idle') {
    return (
      <StepCard title={enrolmentTitle(step, messages)}>
        <TotpEnrolment step={step} progress={action} onCode={enrolment.confirm} onDone={onDone} level={2} />
      </StepCard>
    )
  }
  if (passkey.made) {
    const { backupCodes } = passkey.made
    return (
      <StepCard title={backupCodes ? messages.backupCodes.title : messages.enrolment.doneTitle}>
        <EnrolmentDone text={messages.enrolment.passkeyOnText} backupCodes={backupCodes} onDone={onDone} />
      </StepCard>
    )
  }
  const canPasskey = enabled.includes('passkey') && isPasskeySupported()
  const canTotp = enabled.includes('totp')
  const canSms = enabled.includes('phone_code')
  const failure = action.failure ?? passkey.action.failure ?? leaving.failure ?? later.failure
  return (
    <StepCard title={words.title} subtitle={enrolmentWords(words, wanted, application)}>
      {failure ? <Banner tone="danger">{failure.message}</Banner> : null}
      {canPasskey || canTotp || canSms ? (
        <List>
          {canPasskey ? (
            <ListItem
              icon={<KeysIcon />}
              title={security.passkeys}
              detail={security.passkeysHint}
              actions={
                <Button variant="primary" busy={passkey.action.isBusy} onClick={passkey.start}>
                  {security.addPasskey}
                </Button>
              }
            />
          ) : null}
          {canTotp ? (
            <ListItem
              icon={<PhoneIcon />}
              title={security.totp}
              detail={security.totpHint}
              actions={
                <Button variant={canPasskey ? 'secondary' : 'primary'} busy={action.isBusy} onClick={enrolment.start}>
                  {security.setUp}
                </Button>
              }
            />
          ) : null}
          {canSms ? (
            <ListItem
              icon={<MessageIcon />}
              title={security.sms}
              detail={security.smsHint}
              actions={
                <Button variant={canPasskey || canTotp ? 'secondary' : 'primary'} onClick={() => setTexting(true)}>
                  {security.addSms}
                </Button>
              }
            />
          ) : null}
        </List>
      ) : (
        <Banner tone="warn">{fill(words.noneAvailable, { application })}</Banner>
      )}
      {wanted?.maySkip ? (
        <Button variant="secondary" wide busy={later.isBusy} onClick={() => void putOff()}>
          {words.notNow}
        </Button>
      ) : null}
      <Button variant="quiet" busy={leaving.isBusy} onClick={() => void leaving.run(() => client.signOut())}>
        {common.signOut}
      </Button>
    </StepCard>
  )
}
