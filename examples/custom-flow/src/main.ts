import { createCountersign } from '@countersign/js'
import { showAccount } from './account.ts'
import { type App, createApp } from './app.ts'
import { h } from './dom.ts'
import { choicesOf } from './form.ts'
import { serverUrl } from './server-url.ts'
import { continueSignIn } from './sign-in.ts'
import { showVerification } from './sign-up.ts'
import { startSignIn } from './start.ts'

const countersign = createCountersign({ url: serverUrl() })
const root = document.querySelector<HTMLElement>('#app') ?? document.body
const app = createApp(countersign, root, screenFor)

function screenFor(app: App): void {
  const { status, error, session, signIn, signUp } = countersign.getState()
  const startAgain = () => startSignIn(app)
  if (status === 'unavailable') showUnavailable(app, error?.message ?? '')
  else if (session) showAccount(app)
  else if (signIn && /^needs_(first|second|new)/.test(signIn.status)) resume(() => continueSignIn(app, signIn))
  else if (signUp?.status === 'missing_requirements') showVerification(app, signUp, startAgain)
  else startAgain()
}

/** Goes on where this browser was before the page was loaded again. */
function resume(move: () => Promise<void>): void {
  app.attempt(move, (error) => {
    startSignIn(app)
    app.notify(error.message)
  })
}

function showUnavailable(app: App, reason: string): void {
  const retry = choicesOf(app, [{ text: 'Try again', pick: load }])
  app.show({ title: 'Not reachable', content: [h('p', {}, reason), retry] }, () => true)
}

async function load(): Promise<void> {
  await countersign.load()
  app.route()
}

load()
