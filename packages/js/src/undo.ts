import type { UndoPreviewView, UndoView } from '@countersign/contract'
import type { Api } from './api.ts'
import type { UndoActions } from './types.ts'

export function createUndo(api: Api): UndoActions {
  return {
    preview: (input) => api.post<UndoPreviewView>('/undo/preview', input),
    confirm: (input) => api.post<UndoView>('/undo', input),
  }
}
