/** What is sent to one person: the same words as text, which every client can show, and as HTML where there are two ways to show it. */
export interface Message {
  kind: string
  subject: string
  body: string
  html?: string
  code?: string
  link?: string
}
