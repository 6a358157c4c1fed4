import { type Action, fill, type UndoPreview } from '@countersign/react'
import { Banner, Button, Card } from '@countersign/ui'
import { useEffect, useRef } from 'react'
import { moment } from './moment.ts'
import { words } from './words.ts'

export interface UndoQuestionProps {
  preview: UndoPreview
  application: string
  progress: Pick<Action, 'isBusy' | 'failure'>
  onConfirm: () => void
}

export function UndoQuestion({ preview, application, progress, onConfirm }: UndoQuestionProps) {
  const { undo } = words
  const title = useRef<HTMLHeadingElement>(null)
  // The page was empty until now: a reader starts where it begins.
  useEffect(() => title.current?.focus(), [])
  return (
    <Card title={undo.title} level={1} description={fill(undo.subtitle, { application })} titleRef={title}>
      <div data-slot="undo-change">
        <strong>{nameOf(preview.change)}</strong>
        <span>{whereOf(preview)}</span>
      </div>
      <Changes title={undo.later} changes={preview.laterChanges} />
      <Changes title={undo.earlier} changes={preview.earlierChanges} hint={undo.earlierHint} />
      <div data-slot="undo-words">
        <p>{undo.consequences}</p>
        <ul>
          {undo.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </div>
      {progress.failure ? <Banner tone="danger">{progress.failure.message}</Banner> : null}
      <Button variant="danger" wide busy={progress.isBusy} onClick={onConfirm}>
        {undo.confirm}
      </Button>
      <p data-slot="card-description">{undo.keep}</p>
    </Card>
  )
}

function Changes({ title, changes, hint }: { title: string; changes: UndoPreview['laterChanges']; hint?: string }) {
  if (changes.length === 0) return null
  return (
    <div data-slot="undo-words">
      <h2>{title}</h2>
      <ul>
        {changes.map(({ change, changedAt }) => (
          <li key={`${change} ${changedAt}`}>
            {nameOf(change)}, {moment(changedAt)}
          </li>
        ))}
      </ul>
      {hint ? <p>{hint}</p> : null}
    </div>
  )
}

function nameOf(change: string): string {
  return words.changes[change] ?? words.changed
}

function whereOf({ browserName, deviceType, changedAt }: UndoPreview): string {
  const device = [browserName, deviceType].filter(Boolean).join(', ')
  return device ? fill(words.undo.where, { when: moment(changedAt), device }) : moment(changedAt)
}
