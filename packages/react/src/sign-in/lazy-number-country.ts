import { lazyComponent } from '../lazy-component.tsx'

/** With the numbering plans of the world, which only a number needs. */
export const NumberCountry = lazyComponent(() => import('../phone/number-country.tsx').then((m) => m.NumberCountry))
