/**
 * Every error a caller can meet: the HTTP status it travels with, a short reason for programs and a sentence for people.
 * `param` names the form field the sentence belongs to. Slots in braces become required parameters of `AppError`.
 */
export type ErrorTable = Record<string, { status: number; short: string; text: string; param: string | null }>
