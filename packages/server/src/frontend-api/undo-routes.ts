import { previewUndo, undo } from '../flows/undo/undo.ts'
import { type Route, route } from '../http/route.ts'
import * as inputs from './inputs.ts'
import { undoPreviewView } from './views/undo-view.ts'

/** The token of a mail is all it takes, and it travels in a body only. */
export const undoRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/undo/preview',
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.undoInput,
    summary: 'Say what a “this wasn’t me” link would take back; uses nothing up',
    returns: 'UndoPreview',
    handle: async ({ scope, input }) => undoPreviewView(await previewUndo(scope, input.token)),
  }),
  route({
    method: 'POST',
    path: '/undo',
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.undoInput,
    summary: 'Take back the change that the link came with, and every later one',
    returns: 'Undo',
    handle: ({ scope, input }) => undo(scope, input.token),
  }),
]
