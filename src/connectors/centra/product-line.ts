import { minorFromDecimal } from '../../domain/money.ts';
import type { SalesLine, WarehouseQuantity } from '../../domain/sales-material.ts';
import type { PriceTerms } from './cost-lines.ts';
import type { Allocation, Amount, OrderLine, TaxRule } from './documents/parts.ts';
import { appliedTax, percentOf, vatOf } from './vat.ts';

interface ProductAnswer {
  readonly quantity: number;
  readonly lineValue: Amount;
  readonly lineValueWithoutTax: Amount;
  readonly unitPrice: Amount;
  readonly unitPriceWithoutTax: Amount;
  readonly appliedTaxRules: readonly TaxRule[];
  readonly orderLine: OrderLine;
}

const GIFT_CERTIFICATE = 'GiftCertificateOrderLine';

/** A line of the order. Its value is the truth: unit times quantity may differ from it by rounding. */
export function productLine(
  line: ProductAnswer,
  warehouses: readonly WarehouseQuantity[],
  terms: PriceTerms,
): SalesLine {
  const { currency, pricesIncludeVat } = terms;
  const tax = appliedTax(line.appliedTaxRules, currency);
  const minor = ({ value }: Amount): number => minorFromDecimal(value, currency);
  // Where VAT is deducted, as for export, the price without it is what the customer pays.
  const isWithoutVat = !pricesIncludeVat || tax.deductedMinor !== 0;
  const netMinor = minor(line.lineValueWithoutTax);
  const valueMinor = isWithoutVat ? netMinor + (pricesIncludeVat ? tax.addedMinor : 0) : minor(line.lineValue);
  const isCertificate = line.orderLine.__typename === GIFT_CERTIFICATE;
  const sku = skuOf(line.orderLine);
  return {
    kind: isCertificate ? 'giftCertificate' : 'product',
    ...(sku ? { sku } : {}),
    description: descriptionOf(line.orderLine),
    quantity: line.quantity,
    unitMinor: minor(isWithoutVat ? line.unitPriceWithoutTax : line.unitPrice),
    valueMinor,
    vatMinor: vatOf(tax),
    vatPercent: percentOf(tax, valueMinor),
    warehouses: isCertificate ? [] : warehouses,
  };
}

interface NamedLine {
  readonly __typename: string;
  readonly productSize?: { readonly SKU?: string | null | undefined } | null | undefined;
}

/** The SKU of goods. A gift certificate that is sold is money owed to its bearer: it is in no warehouse. */
export function skuOf({ __typename, productSize }: NamedLine): string | undefined {
  return __typename === GIFT_CERTIFICATE ? undefined : productSize?.SKU || undefined;
}

function descriptionOf({ __typename, productName, productVariantName, productSize }: OrderLine): string {
  const words = [productName, productVariantName, productSize?.description].filter(Boolean);
  if (words.length > 0) return words.join(', ');
  return __typename === GIFT_CERTIFICATE ? 'Gift certificate' : 'Product';
}

/** Units per warehouse; a line may be allocated in several parts. */
export function warehousesOf(allocations: readonly Allocation[]): WarehouseQuantity[] {
  const quantities = new Map<string, number>();
  for (const { warehouse, quantity } of allocations) {
    quantities.set(warehouse.name, (quantities.get(warehouse.name) ?? 0) + quantity);
  }
  return [...quantities].map(([warehouse, quantity]) => ({ warehouse, quantity }));
}

/** Of the units that left, as many as came back. */
export function firstUnits(left: readonly WarehouseQuantity[], quantity: number): WarehouseQuantity[] {
  let missing = quantity;
  return left.flatMap(({ warehouse, quantity: available }) => {
    const taken = Math.min(missing, available);
    missing -= taken;
    return taken > 0 ? [{ warehouse, quantity: taken }] : [];
  });
}
