import type { Undone, UndoPreview } from '@countersign/react'
import { useAction, useApplicationName, useCountersign } from '@countersign/react'
import { Banner, Button, Card, Spinner } from '@countersign/ui'
import { useState } from 'react'
import { LinkPage, useLookOnce } from './link-page.tsx'
import { pathOf } from './place.ts'
import { UndoDead, UndoDone } from './undo-end.tsx'
import { UndoQuestion } from './undo-question.tsx'
import { words } from './words.ts'

/** “This wasn’t me”. */
export function UndoPage({ prefix, token }: { prefix: string; token: string | null }) {
  return (
    <LinkPage token={token}>
      {(given) => <UndoSteps token={given} signInUrl={pathOf({ prefix, page: 'sign-in' })} />}
    </LinkPage>
  )
}

function UndoSteps({ token, signInUrl }: { token: string; signInUrl: string }) {
  const { undo } = useCountersign()
  const application = useApplicationName()
  const looking = useAction()
  const undoing = useAction()
  const [preview, setPreview] = useState<UndoPreview | null>(null)
  const [undone, setUndone] = useState<Undone | null>(null)
  const { run } = looking
  const look = () => void run(async () => setPreview(await undo.preview({ token })))
  useLookOnce(look)

  const isDead = [looking, undoing].some(({ failure }) => failure?.code === 'undo_link_invalid')
  if (undone) return <UndoDone undone={undone} signInUrl={signInUrl} />
  if (isDead) return <UndoDead title={words.undo.deadTitle} text={words.undo.deadText} signInUrl={signInUrl} />
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
  if (!preview) return <Spinner label={words.loading} />
  return (
    <UndoQuestion
      preview={preview}
      application={application}
      progress={undoing}
      onConfirm={() => void undoing.run(async () => setUndone(await undo.confirm({ token })))}
    />
  )
}
