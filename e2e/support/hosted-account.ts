import { expect, type Page } from '@playwright/test'
import type { Backend } from './backend.ts'

export const codeLabel = 'Code from your authenticator app'
export const qrLabel = 'QR code for your authenticator app'

/** Where the codes are read. */
type Mailbox = Pick<Backend, 'readCode'>

/** One person on the hosted pages, with what they do again and again. */
export class HostedAccount {
  readonly page: Page
  readonly email: string
  password = 'correct horse battery staple'
  readonly #origin: string

  constructor(page: Page, origin: string, email: string) {
    this.page = page
    this.#origin = origin
    this.email = email
  }

  async signUp(backend: Mailbox, look: () => Promise<void> = async () => {}): Promise<void> {
    await this.beginSignUp(backend, look)
    await this.expectSignedIn()
    await look()
  }

  /** The account is made; what comes then is for the rules to say. */
  async beginSignUp(backend: Mailbox, look: () => Promise<void> = async () => {}): Promise<void> {
    await this.page.goto(`${this.#origin}/sign-up`)
    await expect(this.#field('E-mail address')).toBeVisible()
    await look()
    await this.#field('E-mail address').fill(this.email)
    await this.#field('Password').fill(this.password)
    await this.page.getByRole('button', { name: 'Create account' }).click()
    await expect(this.#field('Code from the e-mail')).toBeVisible()
    await look()
    await this.#field('Code from the e-mail').fill(await backend.readCode(this.email))
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: /^Account menu/ }).click()
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(this.#field('E-mail address')).toBeVisible()
  }

  /** Identifier and password: the sign-in as everybody knows it. */
  async proveFirst(): Promise<void> {
    await this.#field('E-mail address').fill(this.email)
    await this.page.getByRole('button', { name: 'Continue', exact: true }).click()
    await this.#field('Password').fill(this.password)
    await this.page.getByRole('button', { name: 'Continue', exact: true }).click()
  }

  async expectSignedIn(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible()
  }

  async openSecurity(): Promise<void> {
    await this.page.getByRole('link', { name: 'Security' }).click()
    await expect(this.page.getByRole('heading', { name: 'Security', level: 1 })).toBeVisible()
    await expect(this.page.getByText('This device')).toBeVisible()
  }

  #field(name: string) {
    return this.page.getByLabel(name, { exact: true })
  }
}
