import { invitationMessage } from './invitation.ts'
import type { Language } from './language.ts'
import { codeMessage, codeSms, noticeMessage } from './templates.ts'
import { codePurposes, noticeNames } from './texts/texts.ts'

export interface Preview {
  name: string
  subject: string
  text: string
  html: string
}

/** Every mail as it would be sent, with a code and addresses that lead nowhere. */
export function previewMessages(language: Language, application: string): Preview[] {
  const told = { language, application }
  const url = 'https://auth.example.com/user'
  const codes = codePurposes.map((purpose) => {
    const message = codeMessage({ ...told, purpose, code: '123456', minutes: 10 })
    return { name: `code.${purpose}`, message }
  })
  const undoUrl = 'https://auth.example.com/undo#token=0'
  const notices = noticeNames.map((name) => ({ name, message: noticeMessage({ ...told, name, url, undoUrl }) }))
  const ticket = 'https://auth.example.com/sign-up?__clerk_ticket=0'
  const invitation = { name: 'invitation', message: invitationMessage({ ...told, url: ticket, days: 30 }) }
  return [...codes, ...notices, invitation].map(({ name, message: { subject, body, html } }) => ({
    name,
    subject,
    text: body,
    html: html ?? '',
  }))
}

/** Every text message, likewise. */
export function previewSms(language: Language, application: string): Pick<Preview, 'name' | 'text'>[] {
  return codePurposes.map((purpose) => ({
    name: `code.${purpose}`,
    text: codeSms({ language, application, purpose, code: '123456', minutes: 5 }),
  }))
}
