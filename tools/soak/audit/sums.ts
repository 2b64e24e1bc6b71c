import type { FortnoxState } from '../../../simulators/fortnox/control.ts';
import { minorOf, sum } from '../amounts.ts';
import { vatOf, type Truth } from '../truth.ts';

/** What all invoices less all credits come to, in one currency. */
export interface CurrencySum {
  readonly currency: string;
  readonly expectedMinor: number;
  readonly bookedMinor: number;
  readonly expectedVatMinor: number;
  readonly bookedVatMinor: number;
}

export function sumsOf(books: readonly { readonly truth: Truth; readonly fortnox: FortnoxState }[]): CurrencySum[] {
  const documents = books.flatMap(({ truth }) => truth.documents);
  const invoices = books
    .flatMap(({ fortnox }) => fortnox.invoices)
    .filter(({ Booked, Cancelled }) => Booked && !Cancelled);
  const currencies = [...new Set(documents.map(({ currency }) => currency))].toSorted();
  return currencies.map((currency) => {
    const expected = documents.filter((document) => document.currency === currency);
    const booked = invoices.filter((invoice) => invoice.Currency === currency);
    return {
      currency,
      expectedMinor: sum(expected.map(({ totalMinor }) => totalMinor)),
      bookedMinor: sum(booked.map(({ Total }) => minorOf(Total))),
      expectedVatMinor: Math.round(sum(expected.map(vatOf))),
      bookedVatMinor: sum(booked.map(({ TotalVAT }) => minorOf(TotalVAT))),
    };
  });
}
