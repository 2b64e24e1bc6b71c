import { roundHalfUp, shareOf, sum } from './amounts.ts';
import { MARKETS, SKUS, WAREHOUSES, type Market, type WarehouseName } from './company.ts';
import type { Dice } from './dice.ts';
import { planReturns, type PlannedReturn } from './planned-return.ts';

/** What kinds of orders there are, and how many of a thousand. */
export const MANNERS = {
  plain: 350,
  asynchronous: 140,
  wholesale: 80,
  giftCard: 80,
  held: 70,
  linesCancelled: 60,
  paidByHand: 40,
  restCancelled: 40,
  repacked: 40,
  capturedElsewhere: 30,
  waitsForPayment: 25,
  giftCertificate: 25,
  capturedAsWhole: 20,
} as const;

export type Manner = keyof typeof MANNERS | 'cancelledAtOnce';

/** An order as it will be played, down to the unit; made of a seed alone. */
export interface PlannedOrder {
  readonly manner: Manner;
  readonly market: Market;
  readonly isVatIncluded: boolean;
  readonly lines: readonly PlannedLine[];
  readonly parcels: readonly PlannedParcel[];
  readonly shippingMinor: number;
  readonly discountMinor: number;
  readonly giftCardMinor: number;
  /** Freight and fees are taxed at the highest rate of what was bought. */
  readonly costVatPercent: number;
}

export interface PlannedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  /** Not always units x price: a unit's share of it then has to be rounded. */
  readonly valueMinor: number;
  readonly vatPercent: number;
  readonly account: number;
  readonly warehouse: WarehouseName;
}

export interface PlannedParcel {
  readonly lines: readonly ParcelLine[];
  readonly shippingMinor: number;
  readonly discountMinor: number;
  readonly returns: readonly PlannedReturn[];
}

export interface ParcelLine {
  /** Its place among the order's lines. */
  readonly at: number;
  readonly line: PlannedLine;
  readonly quantity: number;
  readonly valueMinor: number;
  readonly allocations: readonly { readonly warehouse: WarehouseName; readonly quantity: number }[];
}

const WITH_UNITS_LEFT: readonly Manner[] = ['linesCancelled', 'restCancelled'];
const WITHOUT_DISCOUNT: readonly Manner[] = ['wholesale', 'cancelledAtOnce'];

/** @param parcelCount 0 only for an order that is cancelled at once */
export function planOrder(dice: Dice, manner: Manner, parcelCount: number): PlannedOrder {
  if (manner === 'giftCertificate') throw new RangeError('a gift certificate has a plan of its own');
  const market = MARKETS[dice.weighted({ SE: 55, DE: 15, FI: 10, NO: 10, DK: 10 })];
  const isOdd = !WITH_UNITS_LEFT.includes(manner);
  const unitsLeft = WITH_UNITS_LEFT.includes(manner) ? dice.whole(1, 2) : 0;
  const lines = planLines(dice, market, Math.max(1, parcelCount) + unitsLeft, isOdd);
  const isOneRate = new Set(lines.map(({ vatPercent }) => vatPercent)).size === 1;
  const goodsMinor = sum(lines.map(({ valueMinor }) => valueMinor));
  const shippingMinor = dice.hits(0.5) ? roundHalfUp(4_900 / market.worth) : 0;
  const hasDiscount = isOneRate && !WITHOUT_DISCOUNT.includes(manner) && dice.hits(0.3);
  const discountMinor = hasDiscount ? Math.floor(goodsMinor * 0.05 * dice.whole(1, 6)) : 0;
  const costVatPercent = Math.max(...lines.map(({ vatPercent }) => vatPercent));
  const isVatIncluded = manner !== 'wholesale';
  const parcels = pack(dice, lines, { parcelCount, unitsLeft, shippingMinor, discountMinor });
  const totalMinor = goodsMinor + shippingMinor - discountMinor;
  return {
    manner,
    market,
    isVatIncluded,
    lines,
    shippingMinor,
    discountMinor,
    costVatPercent,
    giftCardMinor: manner === 'giftCard' ? Math.floor(totalMinor * dice.oneOf([0.2, 0.5, 0.8, 1])) : 0,
    parcels: parcels.map((parcel) => ({ ...parcel, returns: planReturns(dice, manner, parcel) })),
  };
}

function planLines(dice: Dice, market: Market, leastUnits: number, isOdd: boolean): PlannedLine[] {
  const lines: PlannedLine[] = [];
  const count = dice.whole(1, 3);
  for (let units = 0; units < leastUnits || lines.length < count; units += lines.at(-1)?.quantity ?? 0) {
    const quantity = dice.whole(1, 3);
    const unitPriceMinor = roundHalfUp(dice.whole(5_000, 250_000) / market.worth);
    const oddMinor = isOdd && quantity > 1 && dice.hits(0.4) ? dice.whole(1, quantity - 1) : 0;
    const { vatPercent, account } = dice.oneOf(market.rates);
    lines.push({
      sku: dice.oneOf(SKUS),
      quantity,
      unitPriceMinor,
      valueMinor: unitPriceMinor * quantity + oddMinor,
      vatPercent,
      account,
      warehouse: dice.oneOf(WAREHOUSES),
    });
  }
  return lines;
}

interface Packing {
  readonly parcelCount: number;
  readonly unitsLeft: number;
  readonly shippingMinor: number;
  readonly discountMinor: number;
}

/** Cuts the row of all units into parcels at random places; the last units may stay behind. */
function pack(dice: Dice, lines: readonly PlannedLine[], packing: Packing): Omit<PlannedParcel, 'returns'>[] {
  const { parcelCount, unitsLeft, shippingMinor, discountMinor } = packing;
  const units = lines.flatMap((line, at) => Array.from({ length: line.quantity }, () => at));
  const packed = units.slice(0, units.length - unitsLeft);
  const cuts = new Set<number>();
  while (cuts.size < parcelCount - 1) cuts.add(dice.whole(1, packed.length - 1));
  const ends = [...[...cuts].toSorted((a, b) => a - b), packed.length];
  const goodsMinor = sum(lines.map(({ valueMinor }) => valueMinor));
  const taken = lines.map(() => ({ quantity: 0, valueMinor: 0 }));
  let discounted = 0;
  let goodsSoFarMinor = 0;

  return ends.slice(0, parcelCount).map((end, number) => {
    const own = packed.slice(ends[number - 1] ?? 0, end);
    const parcelLines = [...new Set(own)].map((at): ParcelLine => {
      const line = lines[at] as PlannedLine;
      const before = taken[at] as { quantity: number; valueMinor: number };
      const quantity = own.filter((unit) => unit === at).length;
      const valueMinor = shareOf(line, before, quantity);
      taken[at] = { quantity: before.quantity + quantity, valueMinor: before.valueMinor + valueMinor };
      return { at, line, quantity, valueMinor, allocations: allocate(dice, line.warehouse, quantity) };
    });
    goodsSoFarMinor += sum(parcelLines.map(({ valueMinor }) => valueMinor));
    const discountSoFar = Math.floor((discountMinor * goodsSoFarMinor) / goodsMinor);
    const parcelDiscount = discountSoFar - discounted;
    discounted = discountSoFar;
    return { lines: parcelLines, shippingMinor: number === 0 ? shippingMinor : 0, discountMinor: parcelDiscount };
  });
}

function allocate(dice: Dice, warehouse: WarehouseName, quantity: number): ParcelLine['allocations'] {
  const other = WAREHOUSES.find((name) => name !== warehouse) ?? warehouse;
  if (quantity === 1 || !dice.hits(0.2)) return [{ warehouse, quantity }];
  return [
    { warehouse, quantity: quantity - 1 },
    { warehouse: other, quantity: 1 },
  ];
}
