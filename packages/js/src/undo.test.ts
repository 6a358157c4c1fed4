import type { UndoPreviewView, UndoView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { startLoaded } from '../test/peer.ts'
import { clientView } from '../test/views.ts'

const preview: UndoPreviewView = {
  object: 'undo_preview',
  change: 'factor_added',
  changed_at: 1,
  browser_name: 'Firefox',
  device_type: 'Linux',
  later_changes: [{ change: 'password_changed', changed_at: 2 }],
  earlier_changes: [],
  expires_at: 3,
}
const undone: UndoView = { object: 'undo', needs_new_password: true, changes_locked_until: 4 }

test('a “this wasn’t me” link is looked at, then used, and its token travels in a body only', async () => {
  const { peer, countersign } = await startLoaded()
  peer.on('POST /v1/undo/preview', () => ({ response: preview, client: null }))
  peer.on('POST /v1/undo', () => ({ response: undone, client: clientView() }))
  expect(await countersign.undo.preview({ token: 'abc' })).toMatchObject({
    change: 'factor_added',
    laterChanges: [{ change: 'password_changed', changedAt: 2 }],
  })
  expect(await countersign.undo.confirm({ token: 'abc' })).toMatchObject({ needsNewPassword: true })
  expect(peer.requests.map(({ query, form }) => ({ query, form }))).toEqual([
    { query: {}, form: { token: 'abc' } },
    { query: {}, form: { token: 'abc' } },
  ])
})
