import { CodeField, CopyButton, LinkButton } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { lazyComponent } from '../lazy-component.tsx'
import { type Progress, StepForm } from '../steps/step-form.tsx'
import { useCompletedCode } from '../steps/use-completed-code.ts'
import { failureFor } from '../use-action.ts'

const QrCode = lazyComponent(() => import('./qr-code.tsx').then((m) => m.QrCode))

export interface TotpSetupProps {
  secret: string
  uri: string
  progress: Progress
  onCode: (code: string) => void
  /** Heading level of its two parts. */
  level: 2 | 3
}

/** Scan, then prove that it worked. A wrong code leaves the same secret on screen (S31). */
export function TotpSetup({ secret, uri, progress, onCode, level }: TotpSetupProps) {
  const { enrolment, fields, common } = useMessages()
  const Heading = `h${level}` as const
  const [code, setCode] = useState('')
  const onComplete = useCompletedCode(progress, onCode)
  const words = { copiedLabel: common.copied, failedLabel: common.copyFailed }
  return (
    <div data-slot="enrolment">
      <section data-slot="enrolment-part">
        <Heading data-slot="part-title">{enrolment.scanStep}</Heading>
        <p data-slot="card-description">{enrolment.scanHint}</p>
        <div data-slot="qr-frame">
          <QrCode value={uri} label={enrolment.qrLabel} />
        </div>
        <div data-slot="phone-only">
          <LinkButton href={uri} wide>
            {enrolment.openApp}
          </LinkButton>
        </div>
        <details data-slot="manual">
          <summary>{enrolment.manual}</summary>
          <p data-slot="card-description">{enrolment.manualHint}</p>
          <dl data-slot="secrets">
            <dt>{enrolment.secret}</dt>
            <dd>
              <code dir="ltr">{inFours(secret)}</code>
              <CopyButton value={secret} small {...words}>
                {enrolment.copySecret}
              </CopyButton>
            </dd>
            <dt>{enrolment.uri}</dt>
            <dd>
              <code dir="ltr">{uri}</code>
              <CopyButton value={uri} small {...words}>
                {enrolment.copyUri}
              </CopyButton>
            </dd>
          </dl>
        </details>
      </section>
      <section data-slot="enrolment-part">
        <Heading data-slot="part-title">{enrolment.codeStep}</Heading>
        <StepForm
          progress={progress}
          fields={['code']}
          submitLabel={enrolment.confirm}
          onSubmit={() => onCode(code)}
          focusFirst={false}
        >
          <CodeField
            label={fields.totpCode}
            name="code"
            description={enrolment.codeHint}
            value={code}
            onValueChange={setCode}
            onComplete={onComplete}
            error={failureFor(progress.failure, 'code')}
          />
        </StepForm>
      </section>
    </div>
  )
}

/** Easier to type from: `ABCD EFGH …`. */
const inFours = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ')
