import { Card } from '@countersign/ui'
import type { ReactNode } from 'react'
import { Loaded } from '../../api/loaded.tsx'
import { useKeysStatus } from '../../api/queries.ts'
import { Gauge } from '../../shell/gauge.tsx'
import { Moment } from '../../sms/moment.tsx'
import { currentOf, masterKeyStep, pepperStep } from './key-words.ts'

/** How far a change of keys is, and what to do next. What changes them is a command at the machine. */
export function KeysCard({ instanceId }: { instanceId: string }) {
  const query = useKeysStatus(instanceId)
  return (
    <Card title="Keys" description="Keys change while everybody works; nobody has to sign in or to enrol again.">
      <Loaded query={query}>
        {(status) => {
          const { master, pepper, signing, next } = currentOf(status)
          return (
            <dl data-slot="facts">
              {master ? (
                <Key name="Master key" percent={master.percent} step={masterKeyStep(status.master)}>
                  {master.percent} % on key {master.number ?? master.id}
                </Key>
              ) : null}
              {pepper ? (
                <Key name="Pepper" percent={pepper.percent} step={pepperStep(status.peppers)}>
                  {pepper.percent} % on the newest
                </Key>
              ) : null}
              {signing ? (
                <div data-slot="fact">
                  <dt>Signing key</dt>
                  <dd>
                    <span data-slot="fact-value">
                      <code>{signing.id}</code>
                      <br />
                      {next ? (
                        <>
                          The next one is published, and signs from <Moment at={next.signs_from} />.
                        </>
                      ) : (
                        <>
                          Signs since <Moment at={signing.signs_from} />. The next one comes by itself about{' '}
                          <Moment at={signing.until} />.
                        </>
                      )}
                    </span>
                  </dd>
                </div>
              ) : null}
            </dl>
          )
        }}
      </Loaded>
    </Card>
  )
}

interface KeyProps {
  name: string
  percent: number
  step: string
  children: ReactNode
}

function Key({ name, percent, step, children }: KeyProps) {
  return (
    <div data-slot="fact">
      <dt>{name}</dt>
      <dd>
        <span data-slot="fact-value">
          <Gauge share={percent / 100}>
            <strong>{children}</strong>
            <span>{step}</span>
          </Gauge>
        </span>
      </dd>
    </div>
  )
}
