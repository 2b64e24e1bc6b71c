import { refused, refusedWithUndocumentedCode } from './errors.ts';
import type { FiscalYear, Tenant } from './tenant.ts';

/** A lock has two codes, and no source says which is met when. Assumed: the first for a document, the other for a voucher. */
const LOCKED = { forDocuments: 2002141, forVouchers: 2000401 } as const;

/** Throws when nothing may be dated on the day: no fiscal year has it, or its period is locked (2002141). */
export function checkOpenForPosting(tenant: Tenant, date: string, code: number = LOCKED.forDocuments): void {
  fiscalYearOf(tenant, date);
  if (tenant.lockedUntil !== null && date <= tenant.lockedUntil) {
    throw refused(code, `Simulerat AB har låst perioden t.o.m. ${tenant.lockedUntil}. Lås upp den för att fortsätta.`);
  }
}

function fiscalYearOf(tenant: Tenant, date: string): FiscalYear {
  const year = tenant.fiscalYears.find(({ fromDate, toDate }) => fromDate <= date && date <= toDate);
  if (!year) throw refusedWithUndocumentedCode(`Det finns inget räkenskapsår för datumet ${date}.`);
  return year;
}

export interface Voucher {
  readonly series: string;
  readonly number: number;
  /** The fiscal year's id, not a calendar year. */
  readonly year: number;
}

/** The next voucher of the series in the date's fiscal year. Throws when the date cannot be posted on (2000401 in a locked period). */
export function nextVoucher(tenant: Tenant, series: string, date: string): Voucher {
  checkOpenForPosting(tenant, date, LOCKED.forVouchers);
  const { id: year } = fiscalYearOf(tenant, date);
  const key = `${series}/${year}`;
  const number = (tenant.sequences.vouchers.get(key) ?? 0) + 1;
  tenant.sequences.vouchers.set(key, number);
  return { series, number, year };
}
