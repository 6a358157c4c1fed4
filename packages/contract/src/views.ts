/** Resources as they cross the wire (snake_case; times are unix milliseconds), by what they are about. */
export type * from './answer-views.ts'
export type * from './attempt-views.ts'
export type * from './backend-views.ts'
export type * from './factor-views.ts'
export type * from './session-views.ts'
export type * from './undo-views.ts'
export type * from './user-views.ts'
