import type { App } from './app.ts'
import { formOf } from './form.ts'
import { continueSignIn } from './sign-in.ts'
import { startSignUp } from './sign-up.ts'

/** Step 1 of 5: who is it? */
export function startSignIn(app: App): void {
  const form = formOf(app, {
    fields: [{ name: 'identifier', label: 'E-mail address', type: 'email', autocomplete: 'username' }],
    submit: 'Continue',
    async onSubmit({ identifier = '' }) {
      await continueSignIn(app, await app.countersign.signIn.create({ identifier }))
    },
    choices: [{ text: 'Create an account', pick: () => startSignUp(app, () => startSignIn(app)) }],
  })
  const name = app.countersign.getState().environment?.displayConfig.applicationName
  app.show({ title: name ? `Sign in to ${name}` : 'Sign in', content: [form] }, ({ session }) => session === null)
}
