/** Somebody who was offered something better than codes by SMS; one row for each user, whatever they answered. */
export interface NudgeTable {
  user_id: string
  instance_id: string
  first_asked_at: number
  asked_at: number
  asked: number
  /** To the latest offer; null while there is none. */
  answer: 'later' | 'never' | null
}
