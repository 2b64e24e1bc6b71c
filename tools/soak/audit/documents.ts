import type { FortnoxState } from '../../../simulators/fortnox/control.ts';
import { minorOf, sum } from '../amounts.ts';
import { ACCOUNTS, MOST_ROUNDING_MINOR } from '../company.ts';
import { vatOf, type ExpectedDocument, type ExpectedRow, type Truth } from '../truth.ts';
import { count, countExtra, difference, emptyTally, groupBy, type Tally } from './tally.ts';

type Invoice = FortnoxState['invoices'][number];

/** Invoices and credits that are not cancelled, against those that were to be made. */
export function auditDocuments(
  id: string,
  truth: Truth,
  { invoices }: FortnoxState,
  tallies = { invoice: emptyTally('invoices'), credit: emptyTally('credits') },
): Readonly<Record<'invoice' | 'credit', Tally>> {
  const alive = groupBy(
    invoices.filter(({ Cancelled }) => !Cancelled),
    ({ ExternalInvoiceReference1 }) => ExternalInvoiceReference1,
  );
  for (const expected of truth.documents) {
    const { key, kind, orderNumber } = expected;
    const found = alive.get(key) ?? [];
    alive.delete(key);
    count(tallies[kind], id, {
      name: key,
      orderNumber,
      found: found.length,
      unfinished: found.length > 0 && !found.some(({ Booked }) => Booked) ? 'it is not booked' : undefined,
      differences: found.flatMap((invoice) => differencesOf(invoice, expected)),
    });
  }
  for (const [key, extras] of alive) {
    for (const { DocumentNumber, Total } of extras) {
      countExtra(tallies[Total < 0 ? 'credit' : 'invoice'], id, `${DocumentNumber} with key "${key}"`);
    }
  }
  return tallies;
}

function differencesOf(invoice: Invoice, expected: ExpectedDocument): string[] {
  const { Total, TotalVAT, RoundOff, Currency, InvoiceRows } = invoice;
  // Each row may have been rounded once, here or in Centra.
  const vatDifference = Math.abs(minorOf(TotalVAT) - vatOf(expected));
  return [
    ...difference('total', minorOf(Total), expected.totalMinor),
    ...(vatDifference <= InvoiceRows.length ? [] : [`VAT is ${minorOf(TotalVAT)}, not ${vatOf(expected).toFixed(2)}`]),
    ...difference('rounding', minorOf(RoundOff), 0),
    ...difference('currency', Currency, expected.currency),
    ...rowDifferences(invoice, expected),
  ];
}

/** Value and units for each account and VAT rate: rows may be split, but not booked elsewhere. */
function rowDifferences({ InvoiceRows }: Invoice, expected: ExpectedDocument): string[] {
  const rows = InvoiceRows.map(({ AccountNumber, VAT, DeliveredQuantity, Price }) => ({
    account: AccountNumber ?? 0,
    vatPercent: VAT,
    quantity: Number(DeliveredQuantity),
    valueMinor: Math.round(Number(DeliveredQuantity) * minorOf(Price)),
  }));
  const rounding = sum(rows.filter(({ account }) => account === ACCOUNTS.rounding).map(({ valueMinor }) => valueMinor));
  const mayRound = !expected.isVatIncluded && Math.abs(rounding) <= MOST_ROUNDING_MINOR;
  const is = byPlace(rows.filter(({ account }) => !(mayRound && account === ACCOUNTS.rounding)));
  const shouldBe = byPlace(expected.rows);
  return [...new Set([...is.keys(), ...shouldBe.keys()])].flatMap((place) => {
    const here = is.get(place) ?? [];
    const there = shouldBe.get(place) ?? [];
    const isGoods = there.every(({ quantity }) => quantity !== null);
    return [
      ...difference(`value on ${place}`, valueOf(here), valueOf(there)),
      ...(isGoods ? difference(`units on ${place}`, unitsOf(here), unitsOf(there)) : []),
    ];
  });
}

const byPlace = (rows: readonly ExpectedRow[]): Map<string, ExpectedRow[]> =>
  groupBy(rows, ({ account, vatPercent }) => `account ${account} at ${vatPercent} %`);
const valueOf = (rows: readonly ExpectedRow[]): number => sum(rows.map(({ valueMinor }) => valueMinor));
const unitsOf = (rows: readonly ExpectedRow[]): number => sum(rows.map(({ quantity }) => quantity ?? 0));
