import {
  type Environment,
  initialState,
  type Session,
  type SignIn,
  type SignUp,
  type State,
  type User,
} from '@countersign/js'
import { useCallback, useSyncExternalStore } from 'react'
import { useCountersign } from './context.ts'

/** Re-renders when, and only when, the selected part of the state changes. */
export function useCountersignState<T>(select: (state: State) => T): T {
  const client = useCountersign()
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client])
  return useSyncExternalStore(
    subscribe,
    () => select(client.getState()),
    // A lazy component hydrates after the client was loaded; its first render must be the one that the server made.
    () => select(initialState),
  )
}

const selectEnvironment = (state: State) => state.environment
const selectSession = (state: State) => state.session
const selectUser = (state: State) => state.user
const selectSignIn = (state: State) => state.signIn
const selectSignUp = (state: State) => state.signUp
const selectStatus = (state: State) => state.status

export const useStatus = (): State['status'] => useCountersignState(selectStatus)
export const useEnvironment = (): Environment | null => useCountersignState(selectEnvironment)
export const useSession = (): Session | null => useCountersignState(selectSession)
export const useUser = (): User | null => useCountersignState(selectUser)
/** The sign-in under way, and the moves it allows. */
export function useSignIn() {
  return { attempt: useCountersignState<SignIn | null>(selectSignIn), moves: useCountersign().signIn }
}
/** The sign-up under way, and the moves it allows. */
export function useSignUp() {
  return { attempt: useCountersignState<SignUp | null>(selectSignUp), moves: useCountersign().signUp }
}

/** Signed in with nothing left to do; a session with a task still open is `pending`. */
export function useAuth() {
  const session = useSession()
  const isPending = session?.status === 'pending'
  return { isSignedIn: session !== null && !isPending, isPending, session }
}

export function useApplicationName(): string {
  return useEnvironment()?.displayConfig.applicationName ?? ''
}
