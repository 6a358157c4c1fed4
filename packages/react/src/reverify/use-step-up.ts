import type { StepUpInput } from '@countersign/js'
import { useCallback, useContext } from 'react'
import { useCountersign } from '../context.ts'
import { ReverificationContext, type StepUpWords } from './use-reverification.ts'

export interface StepUpRequest extends StepUpInput, StepUpWords {}

/**
 * Has the person approve one action in a dialog that shows all of it. Resolves with the token that your server redeems once; rejects when
 * they close the dialog, and with `factor_enrolment_required` where they have nothing to approve it with.
 */
export function useStepUp(): (request: StepUpRequest) => Promise<string> {
  const { session } = useCountersign()
  const { prove } = useContext(ReverificationContext)
  return useCallback(
    ({ title, labels, ...input }) => session.stepUp(input, (stepUp) => prove({ stepUp, words: { title, labels } })),
    [session, prove],
  )
}
