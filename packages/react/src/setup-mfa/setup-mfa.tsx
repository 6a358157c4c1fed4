import { isPasskeySupported } from '@countersign/js'
import { Banner, Button, List, ListItem } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { AppChoice, PasskeyChoice } from '../enrolment/strong-choices.tsx'
import { StrongEnrolment } from '../enrolment/strong-enrolment.tsx'
import { useStrongEnrolment } from '../enrolment/use-strong-enrolment.ts'
import { useApplicationName, useEnvironment, useSession, useUser } from '../hooks.ts'
import { MessageIcon } from '../icons.tsx'
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
  const { setupMfa: words, security, common } = useMessages()
  const client = useCountersign()
  const application = useApplicationName()
  const wanted = useSession()?.mfaEnrolment ?? null
  const { enabled: all } = availableFactors(useEnvironment(), useUser())
  // What the rule does not take would lead to the same screen again.
  const enabled = wanted ? all.filter((kind) => kind !== 'backup_code' && wanted.factors.includes(kind)) : all
  const enrolment = useStrongEnrolment()
  const leaving = useAction()
  const later = useAction()
  const [isTexting, setTexting] = useState(false)

  async function putOff() {
    if (await later.run(() => client.session.skipTask())) onDone()
  }

  if (isTexting) return <SetupSms onDone={onDone} onBack={() => setTexting(false)} />
  const canPasskey = enabled.includes('passkey') && isPasskeySupported()
  const canTotp = enabled.includes('totp')
  const canSms = enabled.includes('phone_code')
  const failure = enrolment.failure ?? leaving.failure ?? later.failure
  if (enrolment.isUnderWay) return <StrongEnrolment enrolment={enrolment} onDone={onDone} />
  return (
    <StepCard title={words.title} subtitle={enrolmentWords(words, wanted, application)}>
      {failure ? <Banner tone="danger">{failure.message}</Banner> : null}
      {canPasskey || canTotp || canSms ? (
        <List>
          {canPasskey ? <PasskeyChoice enrolment={enrolment} isMain /> : null}
          {canTotp ? <AppChoice enrolment={enrolment} isMain={!canPasskey} /> : null}
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
