import { fill, type Recovery, useAction, useApplicationName, useCountersign } from '@countersign/react'
import { Banner, Button, Card, Spinner } from '@countersign/ui'
import { useEffect, useRef, useState } from 'react'
import { LinkPage, useLookOnce } from './link-page.tsx'
import { moment } from './moment.ts'
import { pathOf } from './place.ts'
import { UndoDead } from './undo-end.tsx'
import { words } from './words.ts'

/** “Cancel the recovery” in a mail. */
export function RecoveryPage({ prefix, token }: { prefix: string; token: string | null }) {
  return (
    <LinkPage token={token}>
      {(given) => <CancelSteps token={given} signInUrl={pathOf({ prefix, page: 'sign-in' })} />}
    </LinkPage>
  )
}

function CancelSteps({ token, signInUrl }: { token: string; signInUrl: string }) {
  const { recovery: moves } = useCountersign()
  const looking = useAction()
  const cancelling = useAction()
  const [recovery, setRecovery] = useState<Recovery | null>(null)
  const [isDone, setDone] = useState(false)
  const look = () => void looking.run(async () => setRecovery(await moves.preview({ token })))
  useLookOnce(look)

  const { recovery: told } = words
  const isDead = [looking, cancelling].some(({ failure }) => failure?.code === 'recovery_link_invalid')
  if (isDone) return <UndoDead key="done" title={told.doneTitle} text={told.doneText} signInUrl={signInUrl} />
  if (isDead) return <UndoDead key="dead" title={told.deadTitle} text={told.deadText} signInUrl={signInUrl} />
  if (looking.failure) {
    return (
      <Card title={words.unavailable} level={1}>
        <Banner tone="danger">{looking.failure.message}</Banner>
        <Button variant="primary" wide busy={looking.isBusy} onClick={look}>
          {words.tryAgain}
        </Button>
      </Card>
    )
  }
  if (!recovery) return <Spinner label={words.loading} />
  const cancel = async () => {
    if (await cancelling.run(() => moves.cancel({ token }))) setDone(true)
  }
  return <Question recovery={recovery} progress={cancelling} onConfirm={() => void cancel()} />
}

interface QuestionProps {
  recovery: Recovery
  progress: Pick<ReturnType<typeof useAction>, 'isBusy' | 'failure'>
  onConfirm: () => void
}

function Question({ recovery, progress, onConfirm }: QuestionProps) {
  const application = useApplicationName()
  const { recovery: told } = words
  const title = useRef<HTMLHeadingElement>(null)
  // The page was empty until now: a reader starts where it begins.
  useEffect(() => title.current?.focus(), [])
  const subtitle = recovery.startedBy === 'operator' ? told.subtitleReset : told.subtitle
  const [ready, end] = [moment(recovery.readyAt), moment(recovery.expiresAt)]
  return (
    <Card title={told.title} level={1} description={fill(subtitle, { application })} titleRef={title}>
      <div data-slot="undo-change">
        <strong>{startOf(recovery)}</strong>
        <span>{fill(recovery.status === 'ready' ? told.readyNow : told.ready, { ready, end })}</span>
      </div>
      <div data-slot="undo-words">
        <p>{told.consequences}</p>
      </div>
      {progress.failure ? <Banner tone="danger">{progress.failure.message}</Banner> : null}
      <Button variant="danger" wide busy={progress.isBusy} onClick={onConfirm}>
        {told.confirm}
      </Button>
      <p data-slot="card-description">{told.keep}</p>
    </Card>
  )
}

function startOf({ browserName, deviceType, startedAt }: Recovery): string {
  const device = [browserName, deviceType].filter(Boolean).join(', ')
  const when = moment(startedAt)
  return device ? fill(words.recovery.startedFrom, { when, device }) : fill(words.recovery.started, { when })
}
