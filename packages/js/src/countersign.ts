import type { EnvironmentView, SessionView } from '@countersign/contract'
import { createApi } from './api.ts'
import type { CountersignError } from './error.ts'
import { createRecovery } from './recovery.ts'
import { createServerClock } from './server-clock.ts'
import { createSession } from './session.ts'
import { createSignIn } from './sign-in.ts'
import { createSignUp } from './sign-up.ts'
import { createStore } from './store.ts'
import { createTransport } from './transport.ts'
import type { Countersign, CountersignOptions, State } from './types.ts'
import { createUndo } from './undo.ts'
import { createUser } from './user.ts'

export function createCountersign(options: CountersignOptions = {}): Countersign {
  const { url = '', path = '', fetch = globalThis.fetch.bind(globalThis), now = Date.now } = options
  const store = createStore()
  const { getState, subscribe, change } = store
  const transport = createTransport({
    base: `${url.replace(/\/+$/, '')}${path.replace(/\/+$/, '')}`,
    fetch,
    sessionId: () => getState().session?.id ?? null,
  })

  const clock = createServerClock({ now })
  const api = createApi(store, transport, (headers) => void clock.takeFrom(headers))

  async function loadOnce(): Promise<State> {
    if (getState().status === 'unavailable') change({ status: 'loading', error: null })
    try {
      const [environment] = await Promise.all([api.get<EnvironmentView>('/environment'), api.refreshClient()])
      change({ status: 'ready', error: null, environment })
    } catch (error) {
      if (getState().status !== 'ready') change({ status: 'unavailable', error: error as CountersignError })
    }
    return getState()
  }

  let loading: Promise<State> | null = null
  return {
    getState,
    subscribe,
    load() {
      loading ??= loadOnce().finally(() => {
        loading = null
      })
      return loading
    },
    setActive: ({ session }) =>
      api.post<SessionView>(`/client/sessions/${encodeURIComponent(session)}/touch`, { intent: 'select_session' }),
    async signOut() {
      await api.post('/client/sessions', {}, 'DELETE')
    },
    async signOutSession(id) {
      await api.post(`/client/sessions/${encodeURIComponent(id)}/remove`)
    },
    signIn: createSignIn(api),
    signUp: createSignUp(api),
    session: createSession(api, clock),
    user: createUser(api),
    undo: createUndo(api),
    recovery: createRecovery(api),
  }
}
