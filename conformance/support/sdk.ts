import { expect, type Page } from '@playwright/test'
import { AuthenticatorApp } from '../../e2e/support/totp.ts'

export const password = 'a long enough pass phrase'

/** The screens of the SDK, told by names of fields and by states: its words are its own and may change. */
export class Sdk {
  readonly page: Page
  readonly url: string

  constructor(page: Page, url: string) {
    this.page = page
    this.url = url
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`)
    await expect(this.page.getByRole('status').first()).toHaveText(/^loaded/)
  }

  field(name: string) {
    return this.page.locator(`input[name="${name}"]`).filter({ visible: true })
  }

  /** The primary button of the form. */
  async submit(): Promise<void> {
    await this.page.locator('.cl-formButtonPrimary').filter({ visible: true }).last().click()
  }

  get code() {
    return this.page.locator('input[data-input-otp]').first()
  }

  async startSignIn(identifier: string): Promise<void> {
    await this.goto('/sign-in')
    await this.field('identifier').fill(identifier)
    await this.submit()
    await this.page.waitForURL(/factor-one/)
  }

  async provePassword(secret = password): Promise<void> {
    await this.field('password').fill(secret)
    await this.submit()
  }

  async expectSession(status: 'active' | 'pending' | 'none'): Promise<void> {
    await expect(this.page.getByRole('status').first()).toHaveText(new RegExp(`session ${status}$`))
  }

  async expectRefused(saying = /./): Promise<void> {
    await expect(
      this.page
        .locator('.cl-formFieldErrorText, .cl-otpCodeFieldErrorText, .cl-alert')
        .filter({ visible: true, hasText: saying })
        .first(),
    ).toBeVisible()
  }

  /** Leaves the factor that is asked for first; the list is told apart by what it says of itself. */
  async useAnother(strategy: 'phone_code' | 'backup_code'): Promise<void> {
    await this.page
      .locator('.cl-footerActionLink, .cl-formFieldAction, .cl-button, a, button')
      .filter({ hasText: /another method/i })
      .first()
      .click()
    await this.page
      .locator('.cl-alternativeMethodsBlockButton')
      .filter({ hasText: strategy === 'phone_code' ? /SMS/i : /backup/i })
      .click()
  }

  /** On the account page: begins to add a second step of the kind whose name matches. */
  async openSecondStep(kind: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /two-step/i }).click()
    await this.page.locator('[role="menuitem"]').filter({ hasText: kind }).click()
  }

  /** On the account page: an entry of the menu of one second step. */
  async openRow(kind: RegExp, entry: RegExp): Promise<void> {
    await this.page.locator('.cl-profileSectionItem__mfa').filter({ hasText: kind }).locator('button').last().click()
    await this.page.locator('[role="menuitem"]').filter({ hasText: entry }).click()
  }

  /** The app, told by the URI that the screen gives to those who cannot scan. */
  async scanApp(): Promise<AuthenticatorApp> {
    const shown = this.page.locator('input[readonly]').filter({ visible: true }).first()
    const value = await shown.inputValue()
    // One of its screens shows the URI, another the bare key.
    return new AuthenticatorApp(
      value.startsWith('otpauth:') ? value : `otpauth://totp/Acme:person?secret=${value}&issuer=Acme`,
    )
  }

  signedOut(): Promise<boolean> {
    return this.run((clerk: { session: unknown; user: unknown }) => !clerk.session && !clerk.user)
  }

  /** Runs in the page with the SDK's own object. */
  run<R, A = null>(work: (clerk: never, argument: A) => R | Promise<R>, argument?: A): Promise<R> {
    return this.page.evaluate(`(${work})(window.Clerk, ${JSON.stringify(argument ?? null)})`) as Promise<R>
  }
}
