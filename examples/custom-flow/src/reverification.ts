import type { Factor, SessionVerification, StepUp, VerificationLevel } from '@countersign/js'
import { type App, GaveUp } from './app.ts'
import {
  firstChoice,
  firstFactorForm,
  firstSecondFactor,
  isSent,
  isTexted,
  type SentFactor,
  secondFactorForm,
} from './factor-forms.ts'

/** Takes the person through a fresh proof; settles when it is given, rejects when they give up. */
export async function proveAgain(app: App, level: VerificationLevel): Promise<void> {
  const intro = 'This changes how your account is protected, so we ask once more.'
  await prove(app, await app.countersign.session.startVerification({ level }), { title: 'Still you?', intro })
}

/** As `proveAgain`, for one action: what is approved stands above every step. */
export async function approve(app: App, { id }: StepUp, approved: HTMLElement): Promise<void> {
  const question = { title: 'Do you approve this?', intro: approved }
  await prove(app, await app.countersign.session.startVerification({ stepUpId: id }), question)
}

async function prove(app: App, verification: SessionVerification, question: Question): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const outcome = { ...question, resolve, reject: () => reject(new GaveUp()) }
    continueVerification(app, verification, outcome).catch(reject)
  })
}

interface Question {
  title: string
  intro: Node | string
}

interface Outcome extends Question {
  resolve(): void
  reject(): void
}

async function continueVerification(app: App, verification: SessionVerification, outcome: Outcome): Promise<void> {
  switch (verification.status) {
    case 'complete':
      return outcome.resolve()
    case 'needs_second_factor':
      return prepareSecond(app, verification, firstSecondFactor(verification.supportedSecondFactors), outcome)
    case 'needs_first_factor': {
      const factor = firstChoice(verification.supportedFirstFactors)
      if (isSent(factor)) await prepare(app, factor)
      showFirst(app, verification, factor, outcome)
    }
  }
}

const prepare = (app: App, factor: SentFactor) => app.countersign.session.prepareFirstFactorVerification(factor)

function showFirst(app: App, verification: SessionVerification, factor: Factor, outcome: Outcome): void {
  const { session } = app.countersign
  const form = firstFactorForm(app, factor, {
    factors: verification.supportedFirstFactors,
    prepare: (sent) => prepare(app, sent),
    attempt: async (input) => continueVerification(app, await session.attemptFirstFactorVerification(input), outcome),
    choose: (other) => showFirst(app, verification, other, outcome),
    leave: { text: 'Cancel', pick: outcome.reject },
  })
  show(app, form, outcome)
}

async function prepareSecond(app: App, verification: SessionVerification, factor: Factor, outcome: Outcome) {
  await send(app, factor)
  showSecond(app, verification, factor, outcome)
}

async function send(app: App, factor: Factor): Promise<void> {
  if (isTexted(factor)) await app.countersign.session.prepareSecondFactorVerification(factor)
}

function showSecond(app: App, verification: SessionVerification, factor: Factor, outcome: Outcome): void {
  const form = secondFactorForm(app, factor, {
    factors: verification.supportedSecondFactors,
    prepare: (other) => send(app, other),
    attempt: async (input) =>
      continueVerification(app, await app.countersign.session.attemptSecondFactorVerification(input), outcome),
    choose: (other) => prepareSecond(app, verification, other, outcome),
    leave: { text: 'Cancel', pick: outcome.reject },
  })
  show(app, form, outcome)
}

function show(app: App, form: HTMLElement, { title, intro }: Question): void {
  app.show({ title, content: [intro, form] }, ({ session }) => session !== null)
}
