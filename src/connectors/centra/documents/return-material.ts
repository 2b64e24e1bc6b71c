import { z } from 'zod';
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
import type { ReturnSelection } from './returns.ts';

const ReturnAnswer = z.object({
  id: z.int(),
  currencyBaseRate: z.number(),
  grandTotal: Money,
  grandTotalWithoutTax: Amount,
  returnedToStock: z.boolean(),
  returnWarehouse: z.object({ name: z.string() }).nullish(),
  lines: z.array(
    z.object({
      id: z.int(),
      quantity: z.int(),
      lineValue: Amount,
      lineValueWithoutTax: Amount,
      unitPrice: Amount,
      unitPriceWithoutTax: Amount,
      appliedTaxRules: z.array(TaxRule),
      orderLine: OrderLine,
      shipmentLine: z.object({ allocations: z.array(Allocation) }),
    }),
  ),
  totals: Costs.extend({ returnCost: Amount, returnCostTaxRules: z.array(TaxRule) }),
  shipment: z.object({
    id: z.int(),
    number: z.string(),
    shippedAt: z.string().nullish(),
    shippingAddress: Address.nullish(),
  }),
  order: SalesOrder,
});
export type ReturnAnswer = z.infer<typeof ReturnAnswer>;

/** All that a credit invoice for a return needs. */
export const RETURN_MATERIAL: ReturnSelection<ReturnAnswer> = {
  name: 'ReturnMaterial',
  fields: `{
    id
    currencyBaseRate
    grandTotal ${MONEY}
    grandTotalWithoutTax: grandTotal(includingTax: false) { value }
    returnedToStock
    returnWarehouse { name }
    lines {
      id
      quantity
      lineValue { value }
      lineValueWithoutTax: lineValue(includingTax: false) { value }
      unitPrice { value }
      unitPriceWithoutTax: unitPrice(includingTax: false) { value }
      appliedTaxRules ${TAX_RULE}
      orderLine ${ORDER_LINE}
      shipmentLine { allocations${ALLOCATIONS} }
    }
    totals { ${COSTS} returnCost { value } returnCostTaxRules ${TAX_RULE} }
    shipment { id number shippedAt shippingAddress ${ADDRESS} }
    order ${SALES_ORDER}
  }`,
  answer: ReturnAnswer,
};
