import fc from 'fast-check';
import { JACKET, SHIRTS } from '../support/goods.ts';
import type { Stage } from './stage.ts';

type Shop = Pick<Stage, 'centra' | 'fortnox'>;

/** Orders that shops have: who buys, where, with what money, and prices that do not come out even. */
const SCARF = { ...JACKET, sku: 'SCF-1', productName: 'Scarf', unitPrice: 199.99, quantity: 2 };
const BOOK = { ...JACKET, sku: 'BOK-1', productName: 'Lookbook', unitPrice: 89.9, quantity: 2, taxPercent: 12 };
const GIFT = { ...JACKET, sku: 'GFT-1', productName: 'Sample', unitPrice: 0 };
const JACKETS = { ...JACKET, quantity: 3 };
const GOODS = [JACKETS, SHIRTS, SCARF, BOOK, GIFT];

const SWEDISH = { country: 'SE', currency: 'SEK', paymentMethod: 'klarna' };
const taxed = (taxPercent: number) => [JACKETS, SHIRTS, SCARF].map((line) => ({ ...line, taxPercent }));

export const ORDER_KINDS = {
  plain: { ...SWEDISH, lines: [JACKETS, SHIRTS], shippingCost: 49 },
  discounted: { ...SWEDISH, lines: [JACKETS, SHIRTS, SCARF], discount: 77.7, shippingCost: 49, handlingCost: 19 },
  twoRates: { ...SWEDISH, lines: [SCARF, BOOK], shippingCost: 29 },
  giftCard: { ...SWEDISH, lines: [SCARF, SHIRTS], giftCard: 150 },
  async: { ...SWEDISH, lines: [JACKETS, SHIRTS], payment: 'async' },
  german: { country: 'DE', currency: 'EUR', paymentMethod: 'klarna', lines: taxed(19), shippingCost: 6.9 },
  export: { country: 'US', currency: 'SEK', paymentMethod: 'klarna', lines: taxed(0) },
  wholesale: { type: 'wholesale', country: 'SE', currency: 'SEK', lines: [JACKETS, SCARF], shippingCost: 99 },
  withSample: { ...SWEDISH, lines: [GIFT, SHIRTS] },
} as const;

export type OrderKind = keyof typeof ORDER_KINDS;

export const orderKind = fc.constantFrom(...(Object.keys(ORDER_KINDS) as OrderKind[]));

/** @returns the order's number. */
export async function placeOrder({ centra }: Shop, kind: OrderKind): Promise<number> {
  return (await centra.placeOrder(ORDER_KINDS[kind])).number;
}

/** So many that no document ever runs out of stock. */
export async function stockUp({ fortnox }: Pick<Shop, 'fortnox'>): Promise<void> {
  for (const { sku, productName } of GOODS) {
    await fortnox.addArticle({ articleNumber: sku, description: productName, stockGoods: true, quantity: 10_000 });
  }
}
