import { roundedQuotient, sum } from './decimals.ts';

/** A row as the totals see it. Percentages, quantities and prices in hundredths. */
export interface PricedRow {
  readonly quantityHundredths: number;
  readonly priceMinor: number;
  readonly vatHundredths: number;
  readonly discountHundredths: number;
  readonly discountType: 'AMOUNT' | 'PERCENT';
}

export interface DocumentPricing {
  readonly rows: readonly PricedRow[];
  readonly vatIncluded: boolean;
  /** Without VAT, whether or not the rows' prices include it (recorded for prices without VAT, else assumed). */
  readonly freightMinor: number;
  readonly administrationFeeMinor: number;
  readonly roundsToWhole: boolean;
}

export interface Totals {
  /** The rows without VAT, before and after discounts. */
  readonly grossMinor: number;
  readonly netMinor: number;
  readonly freightVatMinor: number;
  readonly administrationFeeVatMinor: number;
  readonly vatMinor: number;
  readonly roundOffMinor: number;
  /** VAT and rounding included. */
  readonly totalMinor: number;
}

const WHOLE = 10_000;
/** Freight and administration fee carry the Swedish standard rate. */
const FEE_VAT_HUNDREDTHS = 2500;

/** Quantity times price less the discount, each row rounded to two decimals by itself. */
export function rowTotalMinor(row: PricedRow): number {
  const { quantityHundredths, priceMinor, discountHundredths, discountType } = row;
  if (discountType === 'AMOUNT') return beforeDiscountMinor(row) - discountHundredths;
  return roundedQuotient([quantityHundredths, priceMinor, WHOLE - discountHundredths], [100, WHOLE]);
}

/** An amount without the VAT it includes. */
export function withoutVatMinor(amountMinor: number, vatHundredths: number): number {
  return roundedQuotient([amountMinor, WHOLE], [WHOLE + vatHundredths]);
}

/**
 * What a document comes to. VAT is reckoned per rate from the rounded rows; the tenant's rounding to whole kronor comes
 * last, and `Total` less `RoundOff` is the exact amount (recorded).
 */
export function documentTotals(pricing: DocumentPricing): Totals {
  const { vatIncluded, freightMinor, administrationFeeMinor } = pricing;
  const totals = pricing.rows.map((row) => ({ rate: row.vatHundredths, amountMinor: rowTotalMinor(row) }));
  const rowsMinor = sum(totals.map((row) => row.amountMinor));
  const rowsVatMinor = sum([...amountsByRate(totals)].map(([rate, amount]) => vatOf(amount, rate, vatIncluded)));
  const netMinor = vatIncluded ? rowsMinor - rowsVatMinor : rowsMinor;

  const before = pricing.rows.map((row) => ({ rate: row.vatHundredths, amountMinor: beforeDiscountMinor(row) }));
  const grossMinor = sum(
    [...amountsByRate(before)].map(([rate, amount]) => amount - (vatIncluded ? vatOf(amount, rate, true) : 0)),
  );

  const freightVatMinor = vatOf(freightMinor, FEE_VAT_HUNDREDTHS, false);
  const administrationFeeVatMinor = vatOf(administrationFeeMinor, FEE_VAT_HUNDREDTHS, false);
  const vatMinor = rowsVatMinor + freightVatMinor + administrationFeeVatMinor;
  const exactMinor = netMinor + freightMinor + administrationFeeMinor + vatMinor;
  const totalMinor = pricing.roundsToWhole ? roundedQuotient([exactMinor], [100]) * 100 : exactMinor;
  return {
    grossMinor,
    netMinor,
    freightVatMinor,
    administrationFeeVatMinor,
    vatMinor,
    roundOffMinor: totalMinor - exactMinor,
    totalMinor,
  };
}

function beforeDiscountMinor({ quantityHundredths, priceMinor }: PricedRow): number {
  return roundedQuotient([quantityHundredths, priceMinor], [100]);
}

function amountsByRate(rows: readonly { rate: number; amountMinor: number }[]): Map<number, number> {
  const byRate = new Map<number, number>();
  for (const { rate, amountMinor } of rows) byRate.set(rate, (byRate.get(rate) ?? 0) + amountMinor);
  return byRate;
}

function vatOf(amountMinor: number, vatHundredths: number, included: boolean): number {
  return included
    ? roundedQuotient([amountMinor, vatHundredths], [WHOLE + vatHundredths])
    : roundedQuotient([amountMinor, vatHundredths], [WHOLE]);
}
