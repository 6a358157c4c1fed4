import { type Factor, isCountersignError, type SignIn } from '@countersign/js'
import type { App } from './app.ts'
import {
  firstChoice,
  firstFactorForm,
  firstSecondFactor,
  isSent,
  isTexted,
  knownSecondFactors,
  secondFactorForm,
  strategyOf,
} from './factor-forms.ts'
import { type Choice, formOf } from './form.ts'

/** The heart of a custom flow: the server says where the sign-in stands, the page shows that step. */
export async function continueSignIn(app: App, signIn: SignIn): Promise<void> {
  switch (signIn.status) {
    case 'needs_first_factor':
      return prepareFirstFactor(app, signIn, firstChoice(signIn.supportedFirstFactors))
    case 'needs_new_password':
      return showNewPassword(app)
    case 'needs_second_factor':
      return prepareSecondFactor(app, signIn, firstSecondFactor(signIn.supportedSecondFactors))
    case 'complete':
      // Only now is there a session: with a second factor, no earlier step has one to give.
      if (signIn.createdSessionId) await app.countersign.setActive({ session: signIn.createdSessionId })
      return app.route()
    default:
      return app.route()
  }
}

const startOver = (app: App): Choice => ({
  text: 'Use another account',
  async pick() {
    await app.countersign.signIn.create({})
    app.route()
  },
})

/** Step 2 of 5: prepare the first factor, where a code must be sent and was not sent before the page was loaded again. */
async function prepareFirstFactor(app: App, signIn: SignIn, factor: Factor): Promise<void> {
  const sent = signIn.firstFactorVerification
  const isWaiting = sent?.strategy === factor.strategy && sent.status === 'unverified'
  if (isSent(factor) && !isWaiting) await app.countersign.signIn.prepareFirstFactor(factor)
  showFirstFactor(app, signIn, factor)
}

/** Step 3 of 5: attempt the first factor. */
function showFirstFactor(app: App, signIn: SignIn, factor: Factor): void {
  const moves = app.countersign.signIn
  const form = firstFactorForm(app, factor, {
    factors: signIn.supportedFirstFactors,
    prepare: moves.prepareFirstFactor,
    attempt: async (input) => continueSignIn(app, await moves.attemptFirstFactor(input)),
    choose: (other) => showFirstFactor(app, signIn, other),
    leave: startOver(app),
  })
  const who = signIn.identifier ? [`Signing in as ${signIn.identifier}.`] : []
  app.show(
    { title: 'Prove that it is you', content: [...who, form] },
    (state) => state.signIn?.status === signIn.status,
  )
}

/** Step 4 of 5: the same line for every factor; for the app and for backup codes it makes no request. */
async function prepareSecondFactor(app: App, signIn: SignIn, factor: Factor): Promise<void> {
  const sent = signIn.secondFactorVerification
  const isWaiting = isTexted(factor) && sent?.strategy === 'phone_code' && sent.status === 'unverified'
  if (isWaiting) return showSecondFactor(app, signIn, factor)
  await chooseSecondFactor(app, signIn, factor)
}

async function chooseSecondFactor(app: App, signIn: SignIn, factor: Factor): Promise<void> {
  try {
    await prepare(app, factor)
  } catch (error) {
    // No message to this number just now: on to what needs none, if there is anything.
    const unsent = knownSecondFactors(signIn.supportedSecondFactors).find((other) => !isTexted(other))
    if (!isCountersignError(error) || !unsent) throw error
    showSecondFactor(app, signIn, unsent)
    return app.notify(error.message)
  }
  showSecondFactor(app, signIn, factor)
}

const prepare = (app: App, factor: Factor) =>
  app.countersign.signIn.prepareSecondFactor({ ...factor, strategy: strategyOf(factor) })

/** Step 5 of 5: attempt the second factor. */
function showSecondFactor(app: App, signIn: SignIn, factor: Factor): void {
  const form = secondFactorForm(app, factor, {
    factors: signIn.supportedSecondFactors,
    prepare: (other) => prepare(app, other),
    attempt: async (input) => continueSignIn(app, await app.countersign.signIn.attemptSecondFactor(input)),
    choose: (other) => chooseSecondFactor(app, signIn, other),
    leave: startOver(app),
  })
  app.show({ title: 'One more step', content: [form] }, (state) => state.signIn?.status === signIn.status)
}

function showNewPassword(app: App): void {
  const form = formOf(app, {
    intro: 'The old password stops working, and every other session ends.',
    fields: [{ name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password' }],
    submit: 'Save the password',
    async onSubmit({ password = '' }) {
      const { signIn } = app.countersign
      await continueSignIn(app, await signIn.resetPassword({ password, signOutOfOtherSessions: true }))
    },
    choices: [startOver(app)],
  })
  const isHere: Parameters<App['show']>[1] = ({ signIn }) => signIn?.status === 'needs_new_password'
  app.show({ title: 'Choose a new password', content: [form] }, isHere)
}
