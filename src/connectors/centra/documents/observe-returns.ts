import { z } from 'zod';
import { Amount, PaymentEntry, PAYMENT_ENTRY } from './parts.ts';
import type { ReturnSelection } from './returns.ts';

const ReturnSeen = z.object({
  id: z.int(),
  returnStatus: z.string(),
  createdAt: z.string(),
  returnedToStock: z.boolean(),
  grandTotal: Amount,
  order: z.object({ number: z.int() }),
  shipment: z.object({ id: z.int() }),
  lines: z.array(z.object({ id: z.int(), quantity: z.int(), lineValue: Amount })),
  refundPaymentHistory: z.array(PaymentEntry),
});
export type ReturnSeen = z.infer<typeof ReturnSeen>;

/** What is looked at in a return to decide what is due. */
export const OBSERVED_RETURN: ReturnSelection<ReturnSeen> = {
  name: 'ObserveReturns',
  fields: `{
    id
    returnStatus
    createdAt
    returnedToStock
    grandTotal { value }
    order { number }
    shipment { id }
    lines { id quantity lineValue { value } }
    refundPaymentHistory ${PAYMENT_ENTRY}
  }`,
  answer: ReturnSeen,
};
