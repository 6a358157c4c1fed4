import '../user/user.css'
import { Banner, Section } from '@countersign/ui'
import { useResets } from '../../api/case-queries.ts'
import type { ResetCase } from '../../api/case-views.ts'
import { Loaded } from '../../api/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { CaseList } from './case-list.tsx'
import { CaseQuestion, type Verdict } from './case-question.tsx'
import { RequestSection } from './request-section.tsx'

/** Resets of second factors: those that wait for a second pair of eyes, and what became of the others (R79). */
export function CasesPage() {
  const instanceId = useInstanceId()
  const query = useResets(instanceId)
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<{ about: ResetCase; verdict: Verdict }>()
  return (
    <Page
      title="Recovery cases"
      description="Users whose second step an operator or your server reset. A reset takes nothing off: the user still proves the first step and the mailbox."
    >
      <RequestSection instanceId={instanceId} />
      <Loaded query={query}>
        {(all) => {
          const waiting = all.filter(({ status }) => status === 'waiting_for_approval')
          const over = all.filter(({ status }) => status !== 'waiting_for_approval')
          return (
            <>
              <Section title="Waiting for another operator" id="waiting">
                {waiting.length === 0 ? (
                  <Banner>
                    Nothing waits. Resets appear here when a second administrator is required under Multi-factor.
                  </Banner>
                ) : (
                  <CaseList
                    label="Waiting"
                    instanceId={instanceId}
                    cases={waiting}
                    onDecide={(about, verdict) => open({ about, verdict })}
                  />
                )}
              </Section>
              {over.length > 0 ? (
                <Section title="History" id="history" description="The last hundred; the audit log has all of them.">
                  <CaseList label="History" instanceId={instanceId} cases={over} />
                </Section>
              ) : null}
            </>
          )
        }}
      </Loaded>
      {shown ? <CaseQuestion key={number} {...{ instanceId, isOpen, returnFocus, ...shown }} onClose={close} /> : null}
    </Page>
  )
}
