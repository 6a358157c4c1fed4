import { z } from 'zod'
import { pageInput } from './inputs.ts'

const words = (least: number, most: number) =>
  z
    .string()
    .transform((value) => value.trim())
    .pipe(
      z
        .string()
        .min(least)
        .max(most)
        .regex(/^\P{Cc}+$/u),
    )

/** Long enough to say something to whoever reads the audit log. */
export const resetInput = z.object({ reason: words(10, 500) })
export const helpDeskCodeInput = z.object({
  purpose: words(3, 200),
  minutes: z
    .number()
    .int()
    .min(5)
    .max(24 * 60)
    .default(60),
  uses: z.number().int().min(1).max(3).default(1),
})
export const outlookPageInput = pageInput
