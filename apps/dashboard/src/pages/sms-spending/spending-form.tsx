import { useAction } from '@countersign/react'
import { Card, TextField, useToast } from '@countersign/ui'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { smsKey } from '../../api/queries.ts'
import type { Instance } from '../../api/views.ts'
import { ApplyBar } from '../../settings/apply-bar.tsx'
import { LeaveQuestion } from '../../settings/leave-question.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useStaged } from '../../settings/use-staged.ts'
import { countryName } from '../../sms/countries.ts'
import { priceChanges, readAmount, readPrices, writePrices } from './prices.ts'

const mostBudget = 1_000_000
const mostPrice = 100

/** What messages may cost. Staged, as every setting is (S18). */
export function SpendingForm({ instance }: { instance: Instance }) {
  const { sms } = instance.settings
  const change = useChangeSettings(instance.id)
  const queries = useQueryClient()
  const toast = useToast()
  const action = useAction()
  const { draft, changes, isChanged, edit, reset } = useStaged({
    budget: String(sms.daily_budget),
    price: String(sms.default_price),
    prices: writePrices(sms.prices),
  })
  const budget = readAmount(draft.budget, mostBudget)
  const price = readAmount(draft.price, mostPrice)
  const { prices, unread } = readPrices(draft.prices)

  async function apply() {
    const wrong =
      budget === null ? 'sms_budget' : price === null ? 'sms_price' : unread.length > 0 ? 'sms_prices' : null
    // The field says what is wrong with it.
    if (wrong !== null || budget === null || price === null) return document.getElementsByName(wrong ?? '')[0]?.focus()
    const patch = {
      ...(changes.budget === undefined ? {} : { daily_budget: budget }),
      ...(changes.price === undefined ? {} : { default_price: price }),
      ...(changes.prices === undefined ? {} : { prices: priceChanges(sms.prices, prices) }),
    }
    if (!(await action.run(() => change({ sms: patch })))) return
    reset()
    void queries.invalidateQueries({ queryKey: smsKey(instance.id) })
    toast('Changes applied')
  }

  const named = Object.keys(prices).map(countryName).join(', ')
  return (
    <>
      <Card
        title="Budget and prices"
        description="In your own currency, as your provider charges you. A message is counted with its price when it is written."
      >
        <TextField
          label="Budget for a day"
          name="sms_budget"
          inputMode="decimal"
          autoComplete="off"
          value={draft.budget}
          onValueChange={(value) => edit({ budget: value })}
          description="When it is used up, no SMS is sent until midnight (UTC)."
          error={budget === null ? 'Write an amount such as 50 or 12.50, at most 1000000.' : null}
        />
        <TextField
          label="Price of a message"
          name="sms_price"
          inputMode="decimal"
          autoComplete="off"
          value={draft.price}
          onValueChange={(value) => edit({ price: value })}
          description="For countries without a price of their own."
          error={price === null ? 'Write a price such as 0.1, at most 100.' : null}
        />
        <TextField
          label="Prices by country"
          name="sms_prices"
          autoComplete="off"
          spellCheck={false}
          value={draft.prices}
          onValueChange={(value) => edit({ prices: value })}
          description={named || 'A two-letter code and a price each, such as DE 0.075, FR 0.06.'}
          error={unread.length > 0 ? `Write a two-letter code and a price instead of “${unread[0]}”.` : null}
        />
        <p data-slot="aside">
          Which countries get SMS is chosen under{' '}
          <Link
            to="/instances/$instanceId/authentication/multi-factor"
            params={{ instanceId: instance.id }}
            data-slot="link"
          >
            Multi-factor
          </Link>
          {sms.countries.length === 0 ? ': none is chosen yet, so nobody gets any.' : '.'}
        </p>
      </Card>
      <ApplyBar
        isChanged={isChanged}
        isBusy={action.isBusy}
        failure={action.failure?.message}
        onApply={() => void apply()}
        onDiscard={() => {
          action.clear()
          reset()
        }}
      />
      <LeaveQuestion isChanged={isChanged} />
    </>
  )
}
