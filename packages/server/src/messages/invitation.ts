import { renderHtml } from './html.ts'
import { daysIn, fill } from './inserted.ts'
import type { Language } from './language.ts'
import { renderText } from './letter.ts'
import type { Message } from './message.ts'
import { textsIn } from './texts/index.ts'
import { webUrl } from './web-url.ts'

export interface InvitationText {
  language: Language
  application: string
  /** Carries the token. */
  url: string
  days: number
}

/** The mail that invites someone to create an account. */
export function invitationMessage({ language, application, url, days }: InvitationText): Message {
  const { subject, what, use, button, footer } = textsIn[language].invitation
  const values = { application, duration: daysIn(language, days) }
  const link = webUrl(url)
  const letter = {
    language,
    title: fill(subject, values),
    paragraphs: [fill(what, values), fill(use, values)],
    button: { label: button, url: link },
    footer: fill(footer, values),
  }
  return { kind: 'invitation', subject: letter.title, body: renderText(letter), html: renderHtml(letter), link }
}
