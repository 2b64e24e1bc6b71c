import { afterEach, describe, expect, it } from 'vitest';
import type { Behaviour } from '../../../simulators/centra/behaviour.ts';
import type { RefusedError } from '../../../src/connectors/call-errors.ts';
import { JACKET, SHIRTS } from '../../support/goods.ts';
import { simulatedCentra, type SimulatedCentra } from './simulated.ts';

const JACKET_MINOR = 124_950;
const SHIRTS_MINOR = 10_000;

let shop: SimulatedCentra | undefined;
afterEach(() => shop?.stop());

/** A Centra that behaves like this, with an order of a parcel of one jacket and one of three shirts. */
async function twoParcels(
  behaviour: Partial<Behaviour>,
  more: object = {},
  before?: (number: number) => Promise<void>,
) {
  shop = await simulatedCentra(behaviour);
  const { control, centra } = shop;
  const order = await control.placeOrder({ lines: [JACKET, SHIRTS], ...more });
  await before?.(order.number);
  const parcelOf = (at: number) =>
    control.createShipment(order.number, {
      lines: [{ lineId: order.lines[at]?.id ?? 0, quantity: order.lines[at]?.quantity ?? 0 }],
      isGoodToGo: true,
    });
  const [jacket, shirts] = [await parcelOf(0), await parcelOf(1)];
  const seen = async () => (await centra.observeOrder(order.number, [], { orderId: order.id }))?.shipments ?? [];
  return { control, centra, order, jacket, shirts, seen };
}

const failure = (promise: Promise<unknown>): Promise<RefusedError> =>
  promise.then(
    () => expect.unreachable('the call went well'),
    (error: RefusedError) => error,
  );

describe.each([false, true])(
  'a provider that answers later, where isCaptured meanwhile is %s',
  (isCapturedWhilePending) => {
    it('is waited for, and each answer is that of its own parcel', async () => {
      const { control, centra, jacket, shirts, seen } = await twoParcels(
        { isCapturedWhilePending },
        { payment: 'async' },
      );
      for (const parcel of [jacket, shirts]) {
        expect(await centra.captureShipment(parcel.id)).toMatchObject({ state: 'pending', capturedMinor: 0 });
      }
      expect((await seen()).map(({ capture }) => capture)).toEqual(['pending', 'pending']);
      await control.settleCapture(shirts.id, 'success');
      expect((await seen()).map(({ capture }) => capture)).toEqual(['pending', 'captured']);
      await control.settleCapture(jacket.id, 'failed');
      expect((await seen()).map(({ capture }) => capture)).toEqual(['none', 'captured']);
      expect(await centra.readCapture(jacket.id)).toMatchObject({ state: 'none' });
      expect(await centra.readCapture(shirts.id)).toMatchObject({ state: 'captured', capturedMinor: SHIRTS_MINOR });
    });

    it('is asked again after its refusal', async () => {
      const { control, centra, jacket } = await twoParcels({ isCapturedWhilePending }, { payment: 'async' });
      await centra.captureShipment(jacket.id);
      await control.settleCapture(jacket.id, 'failed');
      expect(await centra.captureShipment(jacket.id)).toMatchObject({ state: 'pending' });
      await control.settleCapture(jacket.id, 'success');
      expect(await centra.readCapture(jacket.id)).toMatchObject({ state: 'captured', capturedMinor: JACKET_MINOR });
    });
  },
);

describe.each(['assigns', 'alreadyCaptured'] as const)(
  'an order whose money was taken as a whole, which %s',
  (captureOfCapturedOrder) => {
    it('has each parcel captured with its share, and no money is taken twice', async () => {
      const { control, centra, jacket, shirts, seen } = await twoParcels({ captureOfCapturedOrder }, {}, (number) =>
        (shop as SimulatedCentra).control.captureOrder(number),
      );
      expect(await centra.captureShipment(jacket.id)).toMatchObject({ state: 'captured', capturedMinor: JACKET_MINOR });
      expect(await centra.captureShipment(shirts.id)).toMatchObject({ state: 'captured', capturedMinor: SHIRTS_MINOR });
      expect(await seen()).toMatchObject([{ capturedMinor: JACKET_MINOR }, { capturedMinor: SHIRTS_MINOR }]);
      expect((await control.state()).captures).toHaveLength(1);
    });
  },
);

describe.each([true, false])('a gift card, which capturedValue counts: %s', (capturedValueIncludesGiftCards) => {
  it('is told apart from the provider’s money by each capture, and by reading where the amounts leave no doubt', async () => {
    const { centra, jacket, shirts, seen } = await twoParcels({ capturedValueIncludesGiftCards }, { giftCard: 500 });
    const first = { state: 'captured', capturedMinor: JACKET_MINOR, giftCardMinor: 50_000, currency: 'SEK' };
    expect(await centra.captureShipment(jacket.id)).toEqual(first);
    expect(await centra.readCapture(jacket.id)).toEqual(first);
    expect((await seen())[0]).toMatchObject({ capturedMinor: JACKET_MINOR, giftCardMinor: 50_000 });

    expect(await centra.captureShipment(shirts.id)).toMatchObject({ capturedMinor: SHIRTS_MINOR, giftCardMinor: 0 });
    const later = await centra.readCapture(jacket.id);
    if (capturedValueIncludesGiftCards)
      expect(later).toMatchObject({ capturedMinor: JACKET_MINOR, isSplitUnclear: true });
    else expect(later).toEqual(first);
  });

  it('may pay all of a parcel', async () => {
    const { centra, jacket, seen } = await twoParcels({ capturedValueIncludesGiftCards }, { giftCard: 1349.5 });
    const all = { capturedMinor: JACKET_MINOR, giftCardMinor: JACKET_MINOR };
    expect(await centra.captureShipment(jacket.id)).toMatchObject(all);
    expect((await seen())[0]).toMatchObject(all);
  });
});

describe('a parcel', () => {
  it('of which another system captured a part shows that part', async () => {
    const { control, centra, jacket, seen } = await twoParcels({});
    await control.captureShipment(jacket.id, { amount: 1000 });
    expect(await centra.readCapture(jacket.id)).toMatchObject({ state: 'captured', capturedMinor: 100_000 });
    expect((await seen())[0]).toMatchObject({ isCaptured: true, capturedMinor: 100_000 });
  });

  it('that was marked as paid, in whole or in part, is settled, and no capture is known of it', async () => {
    for (const input of [{}, { paidValue: 100 }]) {
      const { control, centra, jacket, seen } = await twoParcels({});
      await control.markPaid(jacket.id, input);
      const [parcel] = await seen();
      expect(parcel).toMatchObject({ isPaid: true, isCaptured: false, capture: 'captured' });
      expect(parcel).not.toHaveProperty('capturedMinor');
      expect(await centra.captureShipment(jacket.id)).toMatchObject({ state: 'captured' });
      expect((await control.state()).captures).toEqual([]);
      await shop?.stop();
    }
  });

  it('whose capture is refused has its release taken back, unless it has left: then Centra says so', async () => {
    const { control, centra, jacket, seen } = await twoParcels({});
    await control.addFault({ operation: 'captureShipment', kind: 'refuse', message: 'Suspected fraud' });
    expect((await failure(centra.captureShipment(jacket.id))).problem).toEqual({
      code: 'captureRefused',
      detail: `Shipment ${jacket.id}: Suspected fraud`,
    });
    await centra.withdrawGoodToGo(jacket.id);
    expect((await seen())[0]).toMatchObject({ isGoodToGo: false, isCaptured: false, capture: 'none' });

    await control.releaseShipment(jacket.id);
    await control.markPaid(jacket.id);
    await control.shipShipment(jacket.id);
    const { problem } = await failure(centra.withdrawGoodToGo(jacket.id));
    expect(problem.code).toBe('centraRefused');
    expect(problem.detail).toMatch(/shipped|sent/i);
  });
});
