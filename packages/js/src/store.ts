import type { State } from './types.ts'

export interface Store {
  getState(): State
  subscribe(listener: () => void): () => void
  change(changes: Partial<State>): void
}

/** Before anything was loaded. A page that a server renders shows this, and so does its first render in the browser. */
export const initialState: State = Object.freeze({
  status: 'loading',
  error: null,
  environment: null,
  client: null,
  session: null,
  user: null,
  signIn: null,
  signUp: null,
})

export function createStore(): Store {
  const listeners = new Set<() => void>()
  let state = initialState
  return {
    getState: () => state,
    subscribe(listener) {
      const entry = () => listener()
      listeners.add(entry)
      return () => {
        listeners.delete(entry)
      }
    },
    change(changes) {
      state = Object.freeze({ ...state, ...changes })
      for (const listener of [...listeners]) listener()
    },
  }
}
