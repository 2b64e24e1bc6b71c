import { grossOf, netOf, sharesOf, sum, taxOf, type TaxShare, type Totals } from './amounts.ts';
import { BASE_CURRENCY_CODE, CURRENCIES, decimalOf, formatMoney, minorOf, type Currency } from './money.ts';
import { priceBasis } from './orders.ts';
import { formatDate } from './time.ts';
import type { Order, OrderLine, TaxRule, World } from './state.ts';

/** How amounts, taxes and dates look through GraphQL. Amounts become decimals here and nowhere else. */

export interface IncludingTax {
  readonly includingTax: boolean;
}
interface DateFormat {
  readonly format: string;
}

export const currencyView = (currency: Currency) => ({
  id: currency.id,
  code: currency.code,
  isBase: currency.code === BASE_CURRENCY_CODE,
});

const BASE_CURRENCY = CURRENCIES.find(({ code }) => code === BASE_CURRENCY_CODE);

export function moneyView(minor: number, currency: Currency): object {
  return {
    value: decimalOf(minor, currency),
    currency: currencyView(currency),
    formattedValue: formatMoney(minor, currency),
    valueInCents: minor,
    conversionRate: currency.baseRate,
    baseCurrencyValue: () => {
      const base = BASE_CURRENCY ?? currency;
      return moneyView(minorOf(decimalOf(minor, currency) * currency.baseRate, base), base);
    },
  };
}

export const dateView = (world: World, date: Date) => (args: DateFormat) =>
  formatDate(date, world.timeZone, args.format);
export const optionalDateView = (world: World, date: Date | null) => (date === null ? null : dateView(world, date));

/** A price that a query may ask for with or without its tax. */
export const priceView = (order: Order, valueMinor: number, taxPercent: number) => (args: IncludingTax) => {
  const asAsked = args.includingTax ? grossOf : netOf;
  return moneyView(asAsked(valueMinor, taxPercent, priceBasis(order).taxTreatment), order.currency);
};

export const grandTotalView = (order: Order, totals: Totals) => (args: IncludingTax) =>
  moneyView(args.includingTax ? totals.grossMinor : totals.netMinor, order.currency);

/** What each of a line's tax rules does to some of its value. */
export function lineTaxRules(world: World, order: Order, line: OrderLine, valueMinor: number) {
  const taxMinor = taxOf(valueMinor, line.taxPercent, priceBasis(order).taxTreatment);
  return taxRulesView(world, order, line.taxRules, taxMinor);
}

/** Tax of a freight or a discount: by the rules of the lines that are taxed at its rate. */
function costTaxRules(world: World, order: Order, { taxPercent, taxMinor }: TaxShare) {
  const rules = order.lines.find((line) => line.taxPercent === taxPercent)?.taxRules;
  return taxRulesView(world, order, rules ?? [{ name: `VAT ${order.countryCode}`, percent: taxPercent }], taxMinor);
}

/** Rules that stack share the tax by their rates. */
function taxRulesView(world: World, order: Order, rules: readonly TaxRule[], taxMinor: number) {
  const weights = rules.map(({ percent }) => Math.round(percent * 10_000));
  const shares = sum(weights) === 0 ? weights : sharesOf(taxMinor, weights);
  return rules.map(({ name, percent }, index) => ({
    rule: { taxId: `${order.countryCode}-${name}-${percent}`, taxName: name, taxPercent: percent },
    ...taxView(world, order, shares[index] ?? 0),
  }));
}

/** Where a tax stands: contained in prices, to be added to them, or to be taken off them. */
function taxView({ behaviour }: World, order: Order, taxMinor: number) {
  const { taxTreatment } = order;
  const isIncluded =
    taxTreatment === 'included' || (taxTreatment === 'deducted' && behaviour.deductedTaxIsListedAsIncluded);
  const where = (applies: boolean) => moneyView(applies ? taxMinor : 0, order.currency);
  return {
    taxAdded: where(taxTreatment === 'added'),
    taxDeducted: where(taxTreatment === 'deducted'),
    taxIncluded: where(isIncluded),
  };
}

export function totalsView(world: World, order: Order, totals: Totals) {
  const rules = (shares: readonly TaxShare[]) => shares.flatMap((share) => costTaxRules(world, order, share));
  return {
    quantity: totals.quantity,
    lineValues: moneyView(totals.lineValuesMinor, order.currency),
    shipping: moneyView(totals.shippingMinor, order.currency),
    handling: moneyView(totals.handlingMinor, order.currency),
    discounts: moneyView(totals.discountMinor, order.currency),
    returnCost: moneyView(totals.returnCostMinor, order.currency),
    ...taxView(world, order, totals.taxMinor),
    shippingTaxRules: rules(totals.shippingTax),
    handlingTaxRules: rules(totals.handlingTax),
    discountTaxRules: rules(totals.discountTax),
    returnCostTaxRules: rules(totals.returnCostTax),
  };
}

/** Of an order only: what its freight does to the tax. */
export function shippingTaxView(world: World, order: Order, totals: Totals) {
  const { taxAdded, taxDeducted, taxIncluded } = taxView(
    world,
    order,
    sum(totals.shippingTax.map((share) => share.taxMinor)),
  );
  return { shippingTaxAdded: taxAdded, shippingTaxDeducted: taxDeducted, shippingTaxIncluded: taxIncluded };
}

export const discountsView = (world: World, order: Order, discountMinor: number) =>
  discountMinor === 0
    ? []
    : [
        {
          __typename: 'AppliedVoucherDiscount',
          value: moneyView(discountMinor, order.currency),
          date: dateView(world, order.createdAt),
        },
      ];
