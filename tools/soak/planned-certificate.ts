import { roundHalfUp } from './amounts.ts';
import { ACCOUNTS, MARKETS } from './company.ts';
import type { Dice } from './dice.ts';
import type { PlannedLine, PlannedOrder } from './planned-order.ts';

/** An order for a gift certificate: nothing is packed, Centra captures and sends it at once. It is a debt and no sale. */
export function planCertificate(dice: Dice): PlannedOrder {
  const market = MARKETS[dice.oneOf(['SE', 'DE'] as const)];
  const unitPriceMinor = roundHalfUp(50_000 / market.worth);
  const line: PlannedLine = {
    sku: 'GIFT',
    quantity: 1,
    unitPriceMinor,
    valueMinor: unitPriceMinor,
    vatPercent: 0,
    account: ACCOUNTS.giftCertificate,
    warehouse: 'Stockholm',
  };
  return {
    manner: 'giftCertificate',
    market,
    isVatIncluded: true,
    lines: [line],
    shippingMinor: 0,
    discountMinor: 0,
    giftCardMinor: 0,
    costVatPercent: 0,
    parcels: [
      {
        lines: [{ at: 0, line, quantity: 1, valueMinor: unitPriceMinor, allocations: [] }],
        shippingMinor: 0,
        discountMinor: 0,
        returns: [],
      },
    ],
  };
}
