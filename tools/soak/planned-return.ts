import { shareOf, sum } from './amounts.ts';
import { WAREHOUSES, type WarehouseName } from './company.ts';
import type { Dice } from './dice.ts';
import type { Manner, ParcelLine, PlannedParcel } from './planned-order.ts';

/** What comes back of a parcel, and what becomes of it. */
export interface PlannedReturn {
  /** Empty for a return of charges only. */
  readonly lines: readonly ReturnedLine[];
  readonly shippingMinor: number;
  /** What of the parcel's discount is taken off the refund. */
  readonly discountMinor: number;
  readonly feeMinor: number;
  readonly restock: 'release' | 'remove' | { readonly warehouse: WarehouseName };
  readonly end: ReturnEnd;
}

/** `reopenedForGood`: opened again after its credit, and left so. */
export type ReturnEnd = 'completed' | 'refunded' | 'reopenedBriefly' | 'reopenedForGood' | 'deleted';

export interface ReturnedLine {
  /** Its place among the parcel's lines. */
  readonly at: number;
  readonly of: ParcelLine;
  readonly quantity: number;
  readonly valueMinor: number;
}

const WITHOUT_PROVIDER: readonly Manner[] = ['wholesale', 'paidByHand', 'capturedAsWhole', 'capturedElsewhere'];
const CHANCE_OF_RETURNS = 0.3;

export function planReturns(dice: Dice, manner: Manner, parcel: Omit<PlannedParcel, 'returns'>): PlannedReturn[] {
  if (!dice.hits(CHANCE_OF_RETURNS)) return [];
  const taken = parcel.lines.map(() => ({ quantity: 0, valueMinor: 0 }));
  const parcelGoodsMinor = sum(parcel.lines.map(({ valueMinor }) => valueMinor));
  let shippingLeftMinor = parcel.shippingMinor;
  let discountLeftMinor = parcel.discountMinor;
  const returns: PlannedReturn[] = [];
  for (const _ of Array.from({ length: dice.whole(1, 2) })) {
    const isChargesOnly = shippingLeftMinor > 0 && dice.hits(0.2);
    const lines = isChargesOnly ? [] : returnedLines(dice, parcel.lines, taken);
    const goodsMinor = sum(lines.map(({ valueMinor }) => valueMinor));
    const shippingMinor = isChargesOnly || dice.hits(0.2) ? Math.ceil(shippingLeftMinor / 2) : 0;
    // At least the goods' share of it: who gives back more than was paid makes a mistake that Shipledger would not book.
    const discountMinor = Math.min(
      discountLeftMinor,
      Math.ceil((parcel.discountMinor * goodsMinor) / parcelGoodsMinor),
    );
    const feeMinor = dice.hits(0.2) ? Math.floor(goodsMinor / 10) : 0;
    if (goodsMinor + shippingMinor - discountMinor - feeMinor <= 0) continue;
    const end = endOf(dice, manner);
    returns.push({ lines, shippingMinor, discountMinor, feeMinor, restock: restockOf(dice), end });
    // What a deleted return took, a later one may take.
    if (end === 'deleted') continue;
    for (const { at, quantity, valueMinor } of lines) {
      const before = taken[at] ?? { quantity: 0, valueMinor: 0 };
      taken[at] = { quantity: before.quantity + quantity, valueMinor: before.valueMinor + valueMinor };
    }
    shippingLeftMinor -= shippingMinor;
    discountLeftMinor -= discountMinor;
  }
  return returns;
}

function returnedLines(
  dice: Dice,
  lines: readonly ParcelLine[],
  taken: readonly { readonly quantity: number; readonly valueMinor: number }[],
): ReturnedLine[] {
  return lines.flatMap((of, at) => {
    const before = taken[at] ?? { quantity: 0, valueMinor: 0 };
    const left = of.quantity - before.quantity;
    if (left === 0 || dice.hits(0.3)) return [];
    const quantity = dice.whole(1, left);
    return [{ at, of, quantity, valueMinor: shareOf(of, before, quantity) }];
  });
}

function restockOf(dice: Dice): PlannedReturn['restock'] {
  const choice = dice.weighted({ release: 60, remove: 20, elsewhere: 20 });
  return choice === 'elsewhere' ? { warehouse: dice.oneOf(WAREHOUSES) } : choice;
}

function endOf(dice: Dice, manner: Manner): ReturnEnd {
  const end = dice.weighted({ completed: 55, refunded: 25, reopenedBriefly: 8, reopenedForGood: 6, deleted: 6 });
  return end === 'refunded' && WITHOUT_PROVIDER.includes(manner) ? 'completed' : end;
}
