import { nextId, type Order, type PaymentEntry, type PaymentSplit, type World } from './state.ts';

/** Writes down what the payment provider, or a person, did. */
export function recordPayment(
  world: World,
  order: Order,
  entry: Pick<PaymentEntry, 'entryType' | 'status' | 'valueMinor'> & {
    readonly returnId?: number;
    readonly createdAt?: Date;
  },
): PaymentEntry {
  const id = nextId(world.state, 'paymentEntry');
  const externalReference = order.paymentMethod === null ? null : `psp-${id}`;
  const recorded = { id, createdAt: world.now(), externalReference, returnId: null, ...entry };
  order.paymentHistory.push(recorded);
  return recorded;
}

/**
 * An entry for what the provider does and one for what a gift card does. The provider's comes first, and also for an
 * amount of zero, unless a gift card pays it all.
 */
export function recordSplit(
  world: World,
  order: Order,
  entryType: 'AUTH' | 'CAPTURE' | 'CANCEL' | 'REFUND',
  split: PaymentSplit,
  more: { readonly returnId?: number; readonly createdAt?: Date } = {},
): PaymentEntry[] {
  const ofGiftCard = { entryType: `${entryType}_GIFT_CARD`, valueMinor: split.giftCardMinor };
  const parts = [{ entryType, valueMinor: split.providerMinor }, ofGiftCard].filter(
    ({ valueMinor }, index) => valueMinor !== 0 || (index === 0 && split.giftCardMinor === 0),
  );
  return parts.map((part) => recordPayment(world, order, { ...part, ...more, status: 'SUCCESS' }));
}

export const totalOf = (split: PaymentSplit): number => split.providerMinor + split.giftCardMinor;
