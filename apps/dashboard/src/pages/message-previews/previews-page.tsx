import './previews.css'
import { Card, SelectField } from '@countersign/ui'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { Loaded } from '../../api/loaded.tsx'
import type { Channel, MessagePreviews } from '../../api/message-views.ts'
import { useMessagePreviews } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { kindWords } from '../messages/message-words.ts'

const names = new Intl.DisplayNames(['en'], { type: 'language' })
const languages = ['en', 'de', 'fr', 'es', 'ja', 'ar']
const channels = [
  { value: 'email', label: 'E-mail' },
  { value: 'sms', label: 'SMS' },
]

export function PreviewsPage() {
  const instanceId = useInstanceId()
  const [language, setLanguage] = useState('en')
  const [channel, setChannel] = useState<Channel>('email')
  const [chosen, setChosen] = useState('code.sign_in')
  const query = useMessagePreviews(instanceId, language)
  return (
    <Page
      title="Message previews"
      description="Every message as your users get it, in the six languages they are written in. The code is made up, and the links lead nowhere."
    >
      <div data-slot="preview-choice">
        <SelectField
          label="Language"
          value={language}
          options={languages.map((value) => ({ value, label: names.of(value) ?? value }))}
          onValueChange={setLanguage}
        />
        <SelectField
          label="Sent by"
          value={channel}
          options={channels}
          onValueChange={(value) => setChannel(value as Channel)}
        />
        <Loaded query={query}>
          {(previews) => (
            <SelectField
              label="Message"
              value={pick(previews[channel], chosen)?.name ?? ''}
              options={previews[channel].map(({ name }) => ({ value: name, label: kindWords(name) }))}
              onValueChange={setChosen}
            />
          )}
        </Loaded>
      </div>
      {query.data ? (
        <Preview previews={query.data} channel={channel} chosen={chosen} language={language} instanceId={instanceId} />
      ) : null}
    </Page>
  )
}

const pick = <T extends { name: string }>(all: readonly T[], name: string) =>
  all.find((each) => each.name === name) ?? all[0]

interface PreviewProps {
  previews: MessagePreviews
  channel: Channel
  chosen: string
  language: string
  instanceId: string
}

function Preview({ previews, channel, chosen, language, instanceId }: PreviewProps) {
  const api = useApi()
  if (channel === 'sms') {
    const sms = pick(previews.sms, chosen)
    return sms ? (
      <Card title="As a text message">
        <p data-slot="sms-bubble" lang={language} dir="auto">
          {sms.text}
        </p>
      </Card>
    ) : null
  }
  const mail = pick(previews.email, chosen)
  if (!mail) return null
  return (
    <>
      <Card title="As HTML" description={<bdi lang={language}>{mail.subject}</bdi>}>
        {/* A document of its own with its own policy: mails bring styles that no page of ours may have. */}
        <iframe
          data-slot="mail-frame"
          title={`Preview: ${mail.subject}`}
          sandbox=""
          src={api.previewUrl(instanceId, language, mail.name)}
        />
      </Card>
      <Card title="As text">
        <pre data-slot="mail-text" lang={language} dir="auto">
          {mail.text}
        </pre>
      </Card>
    </>
  )
}
