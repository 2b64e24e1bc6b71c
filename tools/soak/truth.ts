import { exactVat, roundHalfUp, sum } from './amounts.ts';

/**
 * What must stand in the books, as the driver knows it: written down when it plays the shop, from what was ordered, and
 * never read from anywhere.
 */
export interface Truth {
  readonly captures: readonly ExpectedCapture[];
  readonly documents: readonly ExpectedDocument[];
  readonly payments: readonly ExpectedPayment[];
  readonly movements: readonly ExpectedMovement[];
}

/** Money that the payment provider is to take once. */
export interface ExpectedCapture {
  readonly orderNumber: number;
  /** null: for the order as a whole. */
  readonly shipmentId: number | null;
  readonly amountMinor: number;
}

export interface ExpectedDocument {
  readonly kind: 'invoice' | 'credit';
  readonly orderNumber: number;
  readonly key: string;
  readonly currency: string;
  readonly isVatIncluded: boolean;
  /** Of a credit they are negative. */
  readonly rows: readonly ExpectedRow[];
  readonly totalMinor: number;
}

export interface ExpectedRow {
  readonly account: number;
  readonly vatPercent: number;
  /** Units of goods; null where the number says nothing, as for freight. */
  readonly quantity: number | null;
  readonly valueMinor: number;
}

export interface ExpectedPayment {
  readonly orderNumber: number;
  readonly invoiceKey: string;
  readonly key: string;
  readonly modeOfPayment: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface ExpectedMovement {
  readonly orderNumber: number;
  /** What the warehouse module writes as its cause. */
  readonly cause: string;
  readonly direction: 'out' | 'in';
  readonly rows: readonly StockRow[];
}

export interface StockRow {
  readonly sku: string;
  readonly stockPoint: string;
  /** Out of stock is negative. */
  readonly quantity: number;
}

/** A truth that is being written. */
export interface Ledger extends Truth {
  readonly captures: ExpectedCapture[];
  readonly documents: ExpectedDocument[];
  readonly payments: ExpectedPayment[];
  readonly movements: ExpectedMovement[];
}

export const emptyLedger = (): Ledger => ({ captures: [], documents: [], payments: [], movements: [] });

/** As docs/fortnox.md states it: the connection's key, and Centra's id in fixed width. */
export function keyOf(connectionKey: string, subject: 'S' | 'R', id: number, kind: string): string {
  return `${connectionKey}-${subject}-${String(id).padStart(10, '0')}-${kind}`;
}

/** What rows come to: VAT is contained in them, or added, each row's rounded by itself as Centra does. */
export function totalOf(rows: readonly ExpectedRow[], isVatIncluded: boolean): number {
  const value = sum(rows.map((row) => row.valueMinor));
  if (isVatIncluded) return value;
  return value + sum(rows.map((row) => roundHalfUp(exactVat(row.valueMinor, row.vatPercent, false))));
}

/** VAT before any rounding. */
export function vatOf({ rows, isVatIncluded }: ExpectedDocument): number {
  return sum(rows.map((row) => exactVat(row.valueMinor, row.vatPercent, isVatIncluded)));
}
