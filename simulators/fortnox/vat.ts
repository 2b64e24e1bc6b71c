import { refused, refusedWithUndocumentedCode } from './errors.ts';
import type { Tenant } from './tenant.ts';

/** What every company in Sweden has. Any other rate is the company's own: custom. */
export const SWEDISH_VAT_RATES = [25, 12, 6, 0] as const;

/** Throws for a rate that is not set up; its code is not documented. */
export function checkVatRate(tenant: Tenant, vatHundredths: number): void {
  if (!tenant.vatRates.has(vatHundredths)) {
    throw refusedWithUndocumentedCode(`Kunde inte hämta/hitta moms (${vatHundredths / 100})`);
  }
}

/** With EasyVat on, a custom rate needs an account in the request (2004167). */
export function checkEasyVat(tenant: Tenant, vatHundredths: number, accountSaid: number | undefined): void {
  const isCustom = !SWEDISH_VAT_RATES.some((percent) => percent * 100 === vatHundredths);
  if (tenant.easyVat && isCustom && accountSaid === undefined) {
    throw refused(2004167, 'Ett konto måste anges när en egen momssats används med EasyVat.');
  }
}
