import type { SalesLine } from '../../../domain/sales-material.ts';
import { RefusedError } from '../../call-errors.ts';
import { isOtherEuCountry } from './eu-countries.ts';

/** What stands in Fortnox for what Centra says. Written by the merchant, from `policy.mapping` in the config file. */
export interface FortnoxMapping {
  readonly customers: CustomerMapping;
  readonly salesAccounts: readonly SalesAccount[];
  /** `sku`: rows of goods name the article whose number is the SKU. Default none: they are texts with an account. */
  readonly articles?: 'none' | 'sku' | undefined;
  /** What rows that are not goods are called on documents, which customers read; in English where absent. */
  readonly texts?: RowTexts | undefined;
  /** Accounts of rows that are not goods; the sales account of their VAT rate and country where absent. */
  readonly shippingAccount?: number | undefined;
  readonly handlingAccount?: number | undefined;
  readonly discountAccount?: number | undefined;
  readonly returnFeeAccount?: number | undefined;
  /** Gift certificates that were sold: what is owed to their bearers, so a liability. */
  readonly giftCertificateAccount?: number | undefined;
  /** Takes the minor units by which Centra and Fortnox round VAT differently; without it such a document is refused. */
  readonly roundingAccount?: number | undefined;
  /** The most that it takes on one document, in minor units of its currency. Default 5. */
  readonly maxRoundingMinor?: number | undefined;
  /** By the `uri` of Centra's payment method. */
  readonly payments: Readonly<Record<string, PaymentMapping>>;
  readonly defaultPayment?: PaymentMapping | undefined;
  /** What a gift card paid, whatever paid the rest of the order. */
  readonly giftCardPayment?: GiftCardPayment | undefined;
  /** Fortnox's stock point code by the name of Centra's warehouse; empty when the company uses no stock points. */
  readonly stockPoints: Readonly<Record<string, string>>;
  readonly costCenter?: string | undefined;
  readonly project?: string | undefined;
}

export type RowTexts = Readonly<
  Partial<Record<Exclude<SalesLine['kind'], 'product'> | 'rounding', string | undefined>>
>;

/** Which customers of Fortnox the documents name. */
export interface CustomerMapping {
  /** `perCustomer`: one for each customer of Centra, created when first needed. Default collective. */
  readonly mode?: 'collective' | 'perCustomer' | undefined;
  /** Begins the numbers of customers that we create; default the connection's key in capitals. */
  readonly prefix?: string | undefined;
  /** Collective customers: one for all, or one per country of delivery (ISO 3166-1 alpha-2). */
  readonly default?: string | undefined;
  readonly byCountry: Readonly<Record<string, string>>;
}

export interface SalesAccount {
  /** ISO 3166-1 alpha-2; `EU` for the other member states; `*` for everywhere. The most exact entry wins. */
  readonly country: string;
  readonly vatPercent: number;
  readonly account: number;
}

export interface PaymentMapping {
  readonly modeOfPayment: string;
  readonly account?: number | undefined;
  readonly termsOfPayment?: string | undefined;
  /** How Fortnox shows that the invoice was paid: in cash, by card, or by direct debit (autogiro). */
  readonly paymentWay?: 'CASH' | 'CARD' | 'AG' | undefined;
}

export type GiftCardPayment = Pick<PaymentMapping, 'modeOfPayment' | 'account'>;

/**
 * The sales account for a country of delivery and a VAT rate: the country's own entry, else `EU`, else `*`.
 *
 * @throws RefusedError mappingMissing when none fits: an account is never guessed.
 */
export function salesAccountFor(mapping: FortnoxMapping, countryCode: string, vatPercent: number): number {
  const candidates = [countryCode, ...(isOtherEuCountry(countryCode) ? ['EU'] : []), '*'];
  const found = candidates
    .map((country) => mapping.salesAccounts.find((s) => s.country === country && s.vatPercent === vatPercent))
    .find((entry) => entry !== undefined);
  if (found) return found.account;
  throw new RefusedError({
    code: 'mappingMissing',
    detail: `no sales account for country ${countryCode} and VAT rate ${vatPercent} %: add it to salesAccounts`,
  });
}

/** How a payment method of Centra is registered in Fortnox; undefined when the mapping has nothing for it. */
export function paymentFor(mapping: FortnoxMapping, paymentMethod: string | undefined): PaymentMapping | undefined {
  const own = paymentMethod === undefined ? undefined : mapping.payments[paymentMethod];
  return own ?? mapping.defaultPayment;
}

/**
 * The stock point of a Centra warehouse, or undefined when the company uses no stock points.
 *
 * @throws RefusedError mappingMissing when stock points are mapped, but not this warehouse.
 */
export function stockPointFor(mapping: FortnoxMapping, warehouse: string): string | undefined {
  const code = mapping.stockPoints[warehouse];
  if (code !== undefined || Object.keys(mapping.stockPoints).length === 0) return code;
  throw new RefusedError({
    code: 'mappingMissing',
    detail: `no stock point for the warehouse "${warehouse}": add it to stockPoints`,
  });
}
