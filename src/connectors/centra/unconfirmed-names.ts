import { DocumentRefusedError } from './transport.ts';

/**
 * Every name we use in Centra's schema that no public source confirms: the words by which Centra would refuse it, and
 * what we do without it. All other names in `documents/` are in Centra's published reference or examples.
 */
export const UNCONFIRMED_NAMES = {
  'Query.returns(where: {orderId})': {
    words: ['where', 'orderId'],
    whenAbsent: 'Returns are read by the ids that webhooks have named; a return whose webhook is lost stays unseen.',
  },
  'Query.returns(where: {id})': {
    words: ['where', 'id'],
    whenAbsent: 'All returns are paged through until the ones asked for are found.',
  },
  'Shipment.totals': {
    words: ['totals', 'shipping', 'handling', 'discounts', 'shippingTaxRules', 'handlingTaxRules', 'discountTaxRules'],
    whenAbsent: 'Freight and discount of a shipment are derived from its grand total, its lines and discountsApplied.',
  },
  'Query.shipments(where: {id})': {
    words: [],
    whenAbsent: 'No other way from a shipment id to its shipment is known: Centra’s words are shown to a developer.',
  },
} as const;

export type UnconfirmedName = keyof typeof UNCONFIRMED_NAMES;

/** Does `withName` where Centra knows the name, else `withoutName`. */
export type IfKnown = <T>(
  name: UnconfirmedName,
  withName: () => Promise<T>,
  withoutName: () => Promise<T>,
) => Promise<T>;

/** Remembers, for as long as the process lives, which unconfirmed names Centra has refused. */
export function createIfKnown(): IfKnown {
  const absent = new Set<UnconfirmedName>();
  return async (name, withName, withoutName) => {
    if (absent.has(name)) return withoutName();
    try {
      return await withName();
    } catch (error) {
      if (!(error instanceof DocumentRefusedError && refusesName(error.problem.detail, name))) throw error;
      absent.add(name);
      return withoutName();
    }
  };
}

/** Whether Centra's words refuse a document because of this name. GraphQL quotes the names it does not know. */
export function refusesName(words: string, name: UnconfirmedName): boolean {
  return UNCONFIRMED_NAMES[name].words.some((word) => new RegExp(`["'$.]${word}["']`).test(words));
}
