import type { ChangeView, UndoPreviewView } from '@countersign/contract'
import type { UndoPreview } from '../../flows/undo/undo.ts'
import { deviceOf } from '../../lib/device.ts'

export function undoPreviewView({ snapshot, later, earlier, expiresAt }: UndoPreview): UndoPreviewView {
  const { browser_name, device_type } = deviceOf(snapshot.user_agent ?? '')
  return {
    object: 'undo_preview',
    ...changeView(snapshot),
    browser_name,
    device_type,
    later_changes: later.map(changeView),
    earlier_changes: earlier.map(changeView),
    expires_at: expiresAt,
  }
}

function changeView({ change, taken_at }: { change: string; taken_at: number }): ChangeView {
  return { change, changed_at: taken_at }
}
