/** What is sent to one person. Text only for now: every client can show it, and nothing in it can be markup. */
export interface Message {
  kind: string
  subject: string
  body: string
  code?: string
  link?: string
}
