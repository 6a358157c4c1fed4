import { CodeStep, type CodeStepProps } from './code-step.tsx'
import { useSmsCode } from './use-sms-code.ts'

/** A screen for a code that comes by text message, and is taken out of it where the browser can. */
export function SmsCodeStep(props: CodeStepProps) {
  useSmsCode(props.onCode)
  return <CodeStep {...props} />
}
