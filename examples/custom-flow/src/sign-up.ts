import type { SignUp } from '@countersign/js'
import type { App } from './app.ts'
import { formOf } from './form.ts'

export function startSignUp(app: App, goBack: () => void): void {
  const form = formOf(app, {
    fields: [
      { name: 'email_address', label: 'E-mail address', type: 'email', autocomplete: 'email' },
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password' },
    ],
    submit: 'Create the account',
    async onSubmit({ email_address: emailAddress = '', password = '' }) {
      const signUp = await app.countersign.signUp.create({ emailAddress, password })
      if (signUp.unverifiedFields.includes('email_address')) await sendCode(app)
      await continueSignUp(app, signUp, goBack)
    },
    choices: [{ text: 'I have an account', pick: goBack }],
  })
  app.show({ title: 'Create an account', content: [form] }, ({ session }) => session === null)
}

/** What is missing is up to the server; this page knows how to fill in the proof of the address. */
async function continueSignUp(app: App, signUp: SignUp, goBack: () => void): Promise<void> {
  if (signUp.status === 'complete') {
    if (signUp.createdSessionId) await app.countersign.setActive({ session: signUp.createdSessionId })
    return app.route()
  }
  showVerification(app, signUp, goBack)
}

const sendCode = (app: App) => app.countersign.signUp.prepareVerification({ strategy: 'email_code' })

export function showVerification(app: App, signUp: SignUp, goBack: () => void): void {
  const form = formOf(app, {
    intro: `We sent a code to ${signUp.emailAddress ?? 'you'}.`,
    fields: [{ name: 'code', label: 'Code', autocomplete: 'one-time-code', inputmode: 'numeric' }],
    submit: 'Continue',
    async onSubmit({ code = '' }) {
      const next = await app.countersign.signUp.attemptVerification({ strategy: 'email_code', code })
      await continueSignUp(app, next, goBack)
    },
    choices: [
      { text: 'Send a new code', pick: () => sendCode(app) },
      { text: 'Use another address', pick: () => startSignUp(app, goBack) },
    ],
  })
  app.show({ title: 'Check your mail', content: [form] }, (state) => state.signUp?.status === 'missing_requirements')
}
