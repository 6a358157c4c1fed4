import { renderHtml } from './html.ts'
import { durationIn, fill, oneLine, ownLines } from './inserted.ts'
import type { Language } from './language.ts'
import { type Letter, renderText } from './letter.ts'
import type { Message } from './message.ts'
import { textsIn } from './texts/index.ts'
import {
  type ChangeName,
  type CodePurpose,
  changeNames,
  type NewsName,
  type NoticeName,
  type Texts,
} from './texts/texts.ts'
import { webUrl } from './web-url.ts'

export type { ChangeName, CodePurpose, NewsName, NoticeName }

interface Told {
  language: Language
  application: string
}

export interface CodeText extends Told {
  purpose: CodePurpose
  code: string
  minutes: number
}

/** The mails that carry a code. */
export function codeMessage({ language, application, purpose, code, minutes }: CodeText): Message {
  const texts = textsIn[language]
  const values = { application, code, duration: durationIn(language, minutes) }
  const letter = {
    language,
    title: texts.code.title[purpose],
    paragraphs: [fill(texts.code.use[purpose], values), fill(texts.code.caution, values)],
    code,
    footer: fill(texts.footer, values),
  }
  return { kind: 'code', subject: fill(texts.code.subject, values), ...bothWays(letter), code }
}

const longestName = 30

/**
 * A code as an SMS; a long name is cut, as each part of a message is paid for. The last line binds the code to the site: a browser fills
 * it in there and nowhere else, so a page that only looks like ours does not get it (https://wicg.github.io/sms-one-time-codes/).
 */
export function codeSms({ language, application, purpose, code, minutes, host }: CodeText & { host?: string }): string {
  const text = fill(textsIn[language].code.sms[purpose], {
    application: shortName(application),
    code,
    // GSM-7 has no no-break space.
    duration: durationIn(language, minutes).replace(/\s/g, ' '),
  })
  return host ? `${text}\n@${oneLine(host)} #${code}` : text
}

function shortName(application: string): string {
  return Array.from(oneLine(application)).slice(0, longestName).join('').trim()
}

export interface NoticeText extends Told {
  name: NoticeName
  /** Where the button leads: the account, or the sign-in for somebody who has one already. */
  url: string
  /** What exactly happened; may have several lines. */
  detail?: string | undefined
  /** Where “this wasn’t me” leads, if there is a way to take it back. */
  undoUrl?: string | undefined
}

/** Notices of what happened to an account (R63, R73): what, when it is not plain what to do, and where to look. */
export function noticeMessage({ language, application, name, url, detail, undoUrl }: NoticeText): Message {
  const texts = textsIn[language]
  const { subject, what } = texts.notices[name]
  const ending = endingOf(name, undoUrl)
  const { sentence, button } = texts.endings[ending]
  const link = webUrl(ending === 'undo' && undoUrl ? undoUrl : url)
  const letter = {
    language,
    title: subject,
    paragraphs: [
      fill(what, { application }),
      ...(detail ? [ownLines(detail)] : []),
      ...(ending !== 'account' || mayBeAnothers(name) ? [sentence] : []),
    ],
    button: { label: button, url: link },
    footer: fill(texts.footer, { application }),
  }
  return { kind: name, subject: `${subject} – ${oneLine(application)}`, ...bothWays(letter), link }
}

/** A notice as an SMS, for whoever can be told in no other way. Without a link: one in a text message teaches people to follow the next. */
export function noticeSms({ language, application, name }: Told & { name: NoticeName }): Message {
  const { notices, smsNotice } = textsIn[language]
  const text = name === 'account_exists' ? smsNotice.signIn : smsNotice.account
  const values = { application: shortName(application), subject: notices[name].subject }
  return { kind: name, subject: '', body: fill(text, values) }
}

function endingOf(name: NoticeName, undoUrl: string | undefined): keyof Texts['endings'] {
  if (name === 'account_exists') return 'signIn'
  if (name === 'recovery_started' || name === 'mfa_reset_started') return 'recovery'
  return undoUrl && isChange(name) ? 'undo' : 'account'
}

function bothWays(letter: Letter): { body: string; html: string } {
  return { body: renderText(letter), html: renderHtml(letter) }
}

/** The headline of a notice, where another one refers to it. */
export function noticeTitle(language: Language, name: NoticeName): string {
  return textsIn[language].notices[name].subject
}

function isChange(name: NoticeName): name is ChangeName {
  return (changeNames as readonly NoticeName[]).includes(name)
}

const saysWhatToDo: NoticeName[] = ['backup_codes_low', 'account_undone', 'enrol_reminder', 'one_loss_reminder']

/** The others say by themselves what to do. */
function mayBeAnothers(name: NoticeName): boolean {
  return !saysWhatToDo.includes(name)
}
