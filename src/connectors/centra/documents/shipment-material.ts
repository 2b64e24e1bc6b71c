import { z } from 'zod';
import type { Operation } from './operation.ts';
import {
  Address,
  ADDRESS,
  Allocation,
  ALLOCATIONS,
  Amount,
  Costs,
  COSTS,
  Money,
  MONEY,
  ORDER_LINE,
  OrderLine,
  SALES_ORDER,
  SalesOrder,
  TAX_RULE,
  TaxRule,
} from './parts.ts';

const shipmentMaterialText = (totals: string): string => /* GraphQL */ `
  query ShipmentMaterial($shipmentId: Int!) {
    shipments(where: { id: [$shipmentId] }, limit: 1) {
      id
      number
      shippedAt
      currencyBaseRate
      grandTotal ${MONEY}
      grandTotalWithoutTax: grandTotal(includingTax: false) { value }
      discountsApplied { value { value } }
      shippingAddress ${ADDRESS}
      lines {
        id
        quantity
        lineValue { value }
        lineValueWithoutTax: lineValue(includingTax: false) { value }
        unitPrice { value }
        unitPriceWithoutTax: unitPrice(includingTax: false) { value }
        appliedTaxRules ${TAX_RULE}
        allocations${ALLOCATIONS}
        orderLine ${ORDER_LINE}
      }
      order ${SALES_ORDER}
      ${totals}
    }
  }
`;

const ShipmentAnswer = z.object({
  id: z.int(),
  number: z.string(),
  shippedAt: z.string().nullish(),
  currencyBaseRate: z.number(),
  grandTotal: Money,
  grandTotalWithoutTax: Amount,
  discountsApplied: z.array(z.object({ value: Amount })),
  shippingAddress: Address.nullish(),
  lines: z.array(
    z.object({
      id: z.int(),
      quantity: z.int(),
      lineValue: Amount,
      lineValueWithoutTax: Amount,
      unitPrice: Amount,
      unitPriceWithoutTax: Amount,
      appliedTaxRules: z.array(TaxRule),
      allocations: z.array(Allocation),
      orderLine: OrderLine,
    }),
  ),
  order: SalesOrder,
  totals: Costs.nullish(),
});
export type ShipmentAnswer = z.infer<typeof ShipmentAnswer>;

/** All that an invoice for a shipment needs. `withTotals` asks for `Shipment.totals`, which no source confirms. */
export function shipmentMaterial(
  shipmentId: number,
  { withTotals }: { withTotals: boolean },
): Operation<{ shipments: ShipmentAnswer[] }> {
  return {
    name: 'ShipmentMaterial',
    text: shipmentMaterialText(withTotals ? `totals { ${COSTS} }` : ''),
    variables: { shipmentId },
    isWrite: false,
    answer: z.object({ shipments: z.array(ShipmentAnswer) }),
  };
}
