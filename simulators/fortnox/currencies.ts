import { refusedWithUndocumentedCode } from './errors.ts';
import type { Tenant } from './tenant.ts';

/** Kronor for one unit of a currency that is set up; throws for any other. */
export function rateOfCurrency(tenant: Tenant, currency: string): number {
  const rate = tenant.currencies.get(currency);
  if (rate === undefined) throw refusedWithUndocumentedCode(`Kunde inte hämta/hitta valuta (${currency})`);
  return rate;
}

/** Throws for a rate that says nothing, and for one that makes a krona something else than a krona (assumed). */
export function checkRate(currency: string, rate: number): void {
  if (rate > 0 && (currency !== 'SEK' || rate === 1)) return;
  throw refusedWithUndocumentedCode(`Ogiltig valutakurs för ${currency} (${rate})`);
}
