import type { Shop } from '../shop.ts';
import { auditCaptures } from './captures.ts';
import { auditDocuments } from './documents.ts';
import { auditMovements } from './movements.ts';
import { auditPayments } from './payments.ts';
import { sumsOf, type CurrencySum } from './sums.ts';
import { emptyTally, type Tally } from './tally.ts';

export interface Audit {
  readonly tallies: readonly Tally[];
  readonly sums: readonly CurrencySum[];
}

/** Holds the simulators' own records against the truth that the driver kept. */
export async function audit(shops: readonly Shop[]): Promise<Audit> {
  const captures = emptyTally('captures');
  const documents = { invoice: emptyTally('invoices'), credit: emptyTally('credits') };
  const payments = emptyTally('payments');
  const movements = { out: emptyTally('stock out'), in: emptyTally('stock in') };
  const books = [];
  for (const { id, truth, centra, fortnox: control } of shops) {
    const [money, fortnox] = [await centra.state(), await control.state()];
    auditCaptures(id, truth, money, captures);
    auditDocuments(id, truth, fortnox, documents);
    auditPayments(id, truth, fortnox, payments);
    auditMovements(id, truth, fortnox, movements);
    books.push({ truth, fortnox });
  }
  const tallies = [captures, documents.invoice, documents.credit, payments, movements.out, movements.in];
  return { tallies, sums: sumsOf(books) };
}

export const isClean = ({ tallies }: Audit): boolean =>
  tallies.every(({ lost, double, wrong }) => lost + double + wrong === 0);

export const lostIn = ({ tallies }: Audit): number => tallies.reduce((total, { lost }) => total + lost, 0);
