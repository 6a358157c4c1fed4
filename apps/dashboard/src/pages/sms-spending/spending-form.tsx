import { useAction } from '@countersign/react'
import { Card, TextField, useToast } from '@countersign/ui'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { smsKey } from '../../api/queries.ts'
import type { Instance } from '../../api/views.ts'
import { SettingsEnd } from '../../settings/settings-end.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useStaged } from '../../settings/use-staged.ts'
import { countryName } from '../../sms/countries.ts'
import {
  leastReserved,
  mostReserved,
  priceChanges,
  readAmount,
  readPercent,
  readPrices,
  usualReserved,
  writePrices,
} from './prices.ts'

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
    reserved: String(sms.reserved_percent),
    price: String(sms.default_price),
    prices: writePrices(sms.prices),
  })
  const budget = readAmount(draft.budget, mostBudget)
  const reserved = readPercent(draft.reserved)
  const price = readAmount(draft.price, mostPrice)
  const { prices, unread } = readPrices(draft.prices)

  async function apply() {
    const wrong =
      budget === null
        ? 'sms_budget'
        : reserved === null
          ? 'sms_reserved'
          : price === null
            ? 'sms_price'
            : unread.length > 0
              ? 'sms_prices'
              : null
    // The field says what is wrong with it.
    if (wrong !== null || budget === null || reserved === null || price === null)
      return document.getElementsByName(wrong ?? '')[0]?.focus()
    const patch = {
      ...(changes.budget === undefined ? {} : { daily_budget: budget }),
      ...(changes.reserved === undefined ? {} : { reserved_percent: reserved }),
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
          label="Daily budget"
          name="sms_budget"
          inputMode="decimal"
          autoComplete="off"
          value={draft.budget}
          onValueChange={(value) => edit({ budget: value })}
          description="When it is used up, no SMS is sent until 00:00 UTC."
          error={budget === null ? 'Enter an amount such as 50 or 12.50, at most 1,000,000.' : null}
        />
        <TextField
          label="Reserved for verified numbers (percent)"
          name="sms_reserved"
          inputMode="numeric"
          autoComplete="off"
          value={draft.reserved}
          onValueChange={(value) => edit({ reserved: value })}
          description={`The share of the daily budget that only users with a verified number can use, so that sign-ups cannot use it up. ${leastReserved} to ${mostReserved}. Default: ${usualReserved}.`}
          error={reserved === null ? `Enter a whole number from ${leastReserved} to ${mostReserved}.` : null}
        />
        <TextField
          label="Price of a message"
          name="sms_price"
          inputMode="decimal"
          autoComplete="off"
          value={draft.price}
          onValueChange={(value) => edit({ price: value })}
          description="For countries without a price of their own."
          error={price === null ? 'Enter a price such as 0.1, at most 100.' : null}
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
      <SettingsEnd isChanged={isChanged} action={action} onApply={apply} onDiscard={reset} />
    </>
  )
}
