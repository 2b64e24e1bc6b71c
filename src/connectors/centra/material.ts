import { minorFromDecimal, sumMinor } from '../../domain/money.ts';
import type { SalesLine, SalesMaterial } from '../../domain/sales-material.ts';
import { goodsAmong } from './bundles.ts';
import { costLines, type PriceTerms } from './cost-lines.ts';
import { customerOf } from './customer.ts';
import { derivedCosts } from './derived-costs.ts';
import type { Address, Amount, Costs, Money, SalesOrder } from './documents/parts.ts';
import type { ReturnAnswer } from './documents/return-material.ts';
import type { ShipmentAnswer } from './documents/shipment-material.ts';
import { firstUnits, productLine, warehousesOf } from './product-line.ts';
import { checkedSums, statedSums, unexplained, type StatedTotals } from './sums.ts';

/**
 * What an invoice for a shipment is made of.
 *
 * @throws RefusedError `amountsUnexplained` when lines, costs and VAT do not sum to Centra's total.
 */
export function materialOfShipment(answer: ShipmentAnswer): SalesMaterial {
  const { order, totals, discountsApplied } = answer;
  const terms = termsOf(order, answer.grandTotal);
  const products = goodsAmong(answer.lines, (line) => line.orderLine.__typename).map((line) =>
    productLine(line, warehousesOf(line.allocations), terms),
  );
  const title = `Shipment ${answer.number}`;
  const costs = totals
    ? statedCosts(totals, terms)
    : remainingCosts(
        title,
        answer,
        products,
        discountsApplied.map((discount) => discount.value),
        terms,
      );
  return {
    ...materialOf(title, answer, [...products, ...costs], order, answer.shippingAddress, terms),
    shipmentId: answer.id,
    shipmentNumber: answer.number,
    ...(answer.shippedAt ? { shippedAt: answer.shippedAt } : {}),
  };
}

/**
 * What a credit invoice for a return is made of, in amounts that the customer gets back.
 *
 * @throws RefusedError `amountsUnexplained` when lines, costs and VAT do not sum to Centra's total.
 */
export function materialOfReturn(answer: ReturnAnswer): SalesMaterial {
  const { order, shipment, totals, returnWarehouse } = answer;
  const terms = termsOf(order, answer.grandTotal);
  const products = goodsAmong(answer.lines, (line) => line.orderLine.__typename).map((line) => {
    const backTo = returnWarehouse
      ? [{ warehouse: returnWarehouse.name, quantity: line.quantity }]
      : firstUnits(warehousesOf(line.shipmentLine.allocations), line.quantity);
    return productLine(line, backTo, terms);
  });
  const fee = costLines('returnFee', totals.returnCost, totals.returnCostTaxRules, terms);
  const lines = [...products, ...statedCosts(totals, terms), ...fee];
  return {
    ...materialOf(`Return ${answer.id}`, answer, lines, order, shipment.shippingAddress, terms),
    shipmentId: shipment.id,
    shipmentNumber: shipment.number,
    returnId: answer.id,
    returnsToStock: answer.returnedToStock,
    ...(shipment.shippedAt ? { shippedAt: shipment.shippedAt } : {}),
  };
}

function materialOf(
  title: string,
  answer: StatedTotals & { readonly currencyBaseRate: number },
  lines: readonly SalesLine[],
  order: SalesOrder,
  shippedTo: Address | null | undefined,
  terms: PriceTerms,
): Omit<SalesMaterial, 'shipmentId' | 'shipmentNumber'> {
  const customer = customerOf(order, shippedTo);
  return {
    orderNumber: order.number,
    isHeld: order.isOnHold || order.isWaitingForPayment,
    orderType: terms.pricesIncludeVat ? 'directToConsumer' : 'wholesale',
    currency: terms.currency,
    currencyRate: answer.currencyBaseRate,
    pricesIncludeVat: terms.pricesIncludeVat,
    lines,
    ...checkedSums(title, answer, lines, terms),
    countryCode: customer.delivery.countryCode,
    customer,
    ...(order.paymentMethod?.uri ? { paymentMethod: order.paymentMethod.uri } : {}),
  };
}

/** Consumers see prices with VAT, businesses without. */
function termsOf(order: SalesOrder, grandTotal: Money): PriceTerms {
  return { currency: grandTotal.currency.code, pricesIncludeVat: order.__typename !== 'WholesaleOrder' };
}

function statedCosts(totals: Costs, terms: PriceTerms): SalesLine[] {
  return [
    ...costLines('shipping', totals.shipping, totals.shippingTaxRules, terms),
    ...costLines('handling', totals.handling, totals.handlingTaxRules, terms),
    ...costLines('discount', totals.discounts, totals.discountTaxRules, terms),
  ];
}

function remainingCosts(
  title: string,
  answer: Pick<ShipmentAnswer, keyof StatedTotals | 'lines'>,
  lines: readonly SalesLine[],
  discounts: readonly Amount[],
  terms: PriceTerms,
): SalesLine[] {
  const { totalMinor, vatMinor } = statedSums(answer, terms);
  const { pricesIncludeVat, currency } = terms;
  const discountMinor = Math.abs(sumMinor(discounts.map(({ value }) => minorFromDecimal(value, currency))));
  // Where VAT is taken off again, as for export, nobody tells how much of the discount it was.
  const isDeducted = answer.lines.some((line) => line.appliedTaxRules.some((rule) => rule.taxDeducted.value !== 0));
  if (isDeducted && discountMinor !== 0) throw unexplained(title, lines, answer, terms);
  const costs = derivedCosts({
    lines,
    valueMinor: (pricesIncludeVat ? totalMinor : totalMinor - vatMinor) - sumMinor(lines.map((l) => l.valueMinor)),
    vatMinor: vatMinor - sumMinor(lines.map((line) => line.vatMinor)),
    discountMinor,
    pricesIncludeVat,
  });
  if (!costs) throw unexplained(title, lines, answer, terms);
  return costs;
}
