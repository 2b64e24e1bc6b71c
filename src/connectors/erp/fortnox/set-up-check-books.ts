import { z } from 'zod';
import { localDate } from '../../../domain/local-date.ts';
import { PROBLEMS } from '../../../domain/problems.ts';
import { text } from './answers.ts';
import type { SetUpFinding } from '../erp.ts';
import type { SetUpCheck } from './set-up-check.ts';

const financialYears = z.object({
  FinancialYears: z.array(z.object({ FromDate: z.string(), ToDate: z.string(), AccountingMethod: text })),
});
const lockedPeriod = z.object({ LockedPeriod: z.object({ EndDate: text }).nullish() });

/** Fortnox keeps Swedish books. */
const TIME_ZONE = 'Europe/Stockholm';

/** Whether a document of today could be booked, and how. */
export const checkBooks: SetUpCheck = async (client) => {
  const read = { method: 'GET', isWrite: false, otherwise: 'erpRefused' } as const;
  const today = localDate(new Date().toISOString(), TIME_ZONE);
  const found: SetUpFinding[] = [];

  // All of them, because the name of the filter by day is written in two ways.
  const { FinancialYears: years } = await client.call({ ...read, path: '/3/financialyears', answer: financialYears });
  const year = years.find(({ FromDate, ToDate }) => FromDate <= today && today <= ToDate);
  if (!year) {
    const { title, remedy } = PROBLEMS.fiscalYearMissing;
    found.push({ level: 'warning', subject: 'fiscal year', text: `${title}: none covers ${today}`, remedy });
  }
  if (year?.AccountingMethod === 'CASH') {
    found.push({
      level: 'info',
      subject: 'accounting method',
      text: 'the books are kept by the cash method: an invoice stays unbooked until it is paid',
      remedy: 'Nothing to do.',
    });
  }

  const { LockedPeriod: locked } = await client.call({
    ...read,
    path: '/3/settings/lockedperiod',
    answer: lockedPeriod,
  });
  const until = locked?.EndDate ?? '';
  if (until >= today) {
    const { title, remedy } = PROBLEMS.periodLocked;
    found.push({ level: 'warning', subject: 'locked period', text: `${title}: it ends on ${until}`, remedy });
  }
  return found;
};
