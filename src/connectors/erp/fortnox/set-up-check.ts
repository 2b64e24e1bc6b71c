import { RefusedError } from '../../call-errors.ts';
import type { StockPolicy } from '../../../domain/policy.ts';
import { PROBLEMS } from '../../../domain/problems.ts';
import type { Erp, SetUpFinding } from '../erp.ts';
import type { FortnoxClient } from './client.ts';
import type { FortnoxMapping } from './mapping.ts';
import { checkBooks } from './set-up-check-books.ts';
import { checkBankDetails, checkCompany } from './set-up-check-company.ts';
import { checkRegisters } from './set-up-check-registers.ts';
import { checkArticles, checkStockOwner } from './set-up-check-stock.ts';
import { checkWarehouse } from './set-up-check-warehouse.ts';

/** What the config expects of the company in Fortnox. */
export interface ExpectedSetUp {
  readonly tenantId: string;
  readonly mapping: FortnoxMapping;
  /** What moves stock, for any kind of order. */
  readonly stockModes: readonly StockPolicy['mode'][];
  /** Whether any kind of order has its invoice sent by e-mail. */
  readonly sendsByEmail: boolean;
}

export type SetUpCheck = (client: FortnoxClient, expected: ExpectedSetUp) => Promise<readonly SetUpFinding[]>;

const DANGERS: readonly SetUpCheck[] = [checkCompany, checkStockOwner];

/**
 * All that can be read. VAT rates cannot, nor whether totals are rounded to whole kronor: both show on the first invoice
 * that they concern, before it is booked. Which currencies an order will have, the config does not say.
 */
const EVERYTHING: readonly SetUpCheck[] = [
  ...DANGERS,
  checkBankDetails,
  checkWarehouse,
  checkArticles,
  ...checkRegisters,
  checkBooks,
];

const BY_EXTENT = { dangers: DANGERS, everything: EVERYTHING };

/** Holds the company's set-up in Fortnox against the config. */
export function createSetUpCheck(client: FortnoxClient, expected: ExpectedSetUp): Pick<Erp, 'checkSetUp'> {
  return {
    checkSetUp: async (extent) => {
      const found: SetUpFinding[] = [];
      // One after the other: the rate limit is shared with those who work.
      for (const check of BY_EXTENT[extent]) found.push(...(await orWhyNot(() => check(client, expected))));
      return found.filter(({ text }, index) => found.findIndex((other) => other.text === text) === index);
    },
  };
}

/** What we may not look at is a finding itself: a scope or a licence is missing. */
async function orWhyNot(check: () => Promise<readonly SetUpFinding[]>): Promise<readonly SetUpFinding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { code, detail } = error.problem;
    const { title, remedy } = PROBLEMS[code];
    return [
      { level: 'warning', subject: 'the set-up', text: `not all of it could be read: ${title}: ${detail}`, remedy },
    ];
  }
}
