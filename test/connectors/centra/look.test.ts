import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JACKET, SHIRTS } from '../../support/goods.ts';
import { simulatedCentra, type SimulatedCentra } from './simulated.ts';

const BOOK = { ...JACKET, sku: 'BOOK', productName: 'Lookbook', unitPrice: 99, taxPercent: 6 };

describe('a look at an order', () => {
  let shop: SimulatedCentra;
  beforeEach(async () => {
    shop = await simulatedCentra();
  });
  afterEach(() => shop.stop());

  /** An order of one jacket and three shirts that has left. */
  async function sentOrder(more: object = {}) {
    const { control } = shop;
    const order = await control.placeOrder({ lines: [JACKET, SHIRTS], shippingCost: 49, ...more });
    const parcel = await control.createShipment(order.number, { isGoodToGo: true });
    await control.captureShipment(parcel.id);
    await control.shipShipment(parcel.id);
    return { order, parcel, orderId: order.id };
  }

  it('is one request while nothing has left, since what has not left cannot come back', async () => {
    const { number } = await shop.control.placeOrder({ lines: [JACKET] });
    await shop.control.createShipment(number, {});
    await shop.requests();
    expect(await shop.centra.observeOrder(number, [])).toMatchObject({ orderNumber: number });
    expect(await shop.requests()).toBe(1);
  });

  it('is one request where the order was seen before, with its returns', async () => {
    const { order, parcel, orderId } = await sentOrder();
    const back = await shop.control.createReturn(parcel.id);
    const first = await shop.centra.observeOrder(order.number, []);
    expect(await shop.requests()).toBe(2);
    expect(first).toMatchObject({ orderId });
    expect(await shop.centra.observeOrder(order.number, [], { orderId })).toEqual(first);
    expect(await shop.requests()).toBe(1);
    expect(first?.shipments[0]?.returns.map(({ returnId }) => returnId)).toEqual([back.id]);
  });

  it('is not led astray by the id of another order', async () => {
    const { order, parcel } = await sentOrder();
    const other = await sentOrder();
    const back = await shop.control.createReturn(parcel.id);
    const seen = await shop.centra.observeOrder(order.number, [], { orderId: other.orderId });
    expect(seen?.shipments[0]?.returns).toMatchObject([{ returnId: back.id }]);
  });

  it('finds returns by the ids that are known where Centra does not lead from order to returns', async () => {
    await shop.stop();
    shop = await simulatedCentra({ unconfirmedNames: 'absent' });
    const { order, parcel, orderId } = await sentOrder();
    const back = await shop.control.createReturn(parcel.id);
    for (let look = 0; look < 2; look++) {
      await shop.requests();
      const seen = await shop.centra.observeOrder(order.number, [back.id], { orderId });
      expect(seen?.shipments[0]?.returns).toMatchObject([{ returnId: back.id }]);
    }
    expect(await shop.requests()).toBe(2);
  });

  it('reads page after page of returns, as many as there are', async () => {
    const { control, centra } = shop;
    const order = await control.placeOrder({ lines: [{ ...SHIRTS, quantity: 205, lineValue: 2050, unitPrice: 10 }] });
    const parcel = await control.createShipment(order.number, { isGoodToGo: true });
    await control.captureShipment(parcel.id);
    await control.shipShipment(parcel.id);
    const shipmentLineId = parcel.lines[0]?.id ?? 0;
    for (let unit = 0; unit < 205; unit++) {
      await control.createReturn(parcel.id, { lines: [{ shipmentLineId, quantity: 1 }] });
    }
    for (const look of [{}, { orderId: order.id }]) {
      const returns = (await centra.observeOrder(order.number, [], look))?.shipments[0]?.returns ?? [];
      expect(new Set(returns.map(({ returnId }) => returnId)).size).toBe(205);
      expect(returns.reduce((sum, { totalMinor }) => sum + totalMinor, 0)).toBe(205_000);
    }
  });

  it('sees every one of very many lines', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => ({ ...BOOK, sku: `BOOK-${at}` }));
    const order = await shop.control.placeOrder({ lines });
    const parcel = await shop.control.createShipment(order.number, { isGoodToGo: true });
    const before = await shop.centra.observeOrder(order.number, []);
    expect(before).toMatchObject({ unshippedQuantity: 300, shipments: [{ totalMinor: 300 * 9900 }] });
    await shop.control.changeShipmentLine(parcel.id, parcel.lines[299]?.id ?? 0, { quantity: 1, lineValue: 98.99 });
    const after = await shop.centra.observeOrder(order.number, []);
    expect(after?.shipments[0]?.contentDigest).not.toBe(before?.shipments[0]?.contentDigest);
    // So many rows would fill the history of the workflow that carries them.
    const withStock = await shop.centra.observeOrder(order.number, [], { withStock: true });
    expect(withStock?.shipments[0]).not.toHaveProperty('stockRows');
  });

  it('tells what leaves which warehouse when it is asked to, and nothing of goods that are none', async () => {
    const { order } = await sentOrder({ lines: [JACKET, { ...SHIRTS, warehouse: 'Malmö' }, BOOK] });
    expect((await shop.centra.observeOrder(order.number, []))?.shipments[0]).not.toHaveProperty('stockRows');
    const seen = await shop.centra.observeOrder(order.number, [], { withStock: true });
    expect(seen?.shipments[0]?.stockRows).toEqual([
      { sku: 'JKT-M', quantity: 1, warehouse: 'Stockholm' },
      { sku: 'TEE-M', quantity: 3, warehouse: 'Malmö' },
      { sku: 'BOOK', quantity: 1, warehouse: 'Stockholm' },
    ]);
    const certificate = { ...BOOK, kind: 'giftCertificate' as const, sku: 'GIFT', taxPercent: 0 };
    const { number } = await shop.control.placeOrder({ lines: [certificate] });
    const sold = await shop.centra.observeOrder(number, [], { withStock: true });
    expect(sold?.shipments[0]?.stockRows).toEqual([]);
  });

  it('sees a wholesale order, its rate, and that nothing was captured', async () => {
    const order = await shop.control.placeOrder({
      type: 'wholesale',
      currency: 'EUR',
      currencyBaseRate: 11.5,
      lines: [SHIRTS],
    });
    await shop.control.createShipment(order.number, { isGoodToGo: true });
    expect(await shop.centra.observeOrder(order.number, [])).toMatchObject({
      type: 'wholesale',
      currency: 'EUR',
      shipments: [{ currencyRate: 11.5, isCaptured: false, totalMinor: 12_500 }],
    });
  });

  it('sees a cancelled order by either of its names', async () => {
    for (const cancelledStatus of ['CANCELLED', 'DELETED'] as const) {
      await shop.control.setBehaviour({ cancelledStatus });
      const { number } = await shop.control.placeOrder({ lines: [JACKET] });
      await shop.control.cancelOrder(number);
      expect((await shop.centra.observeOrder(number, []))?.status).toBe(cancelledStatus);
    }
  });

  it('sees an order on hold, or whose payment is waited for', async () => {
    const { number } = await shop.control.placeOrder({ lines: [JACKET], waitingForPayment: true });
    await shop.control.holdOrder(number, true);
    const seen = await shop.centra.observeOrder(number, []);
    expect(seen).toMatchObject({ isOnHold: true, isWaitingForPayment: true });
  });

  it('sees an exchange as completed, with nothing given back', async () => {
    const { order, parcel } = await sentOrder();
    const back = await shop.control.createReturn(parcel.id);
    await shop.control.completeReturn(back.id);
    const seen = await shop.centra.observeOrder(order.number, []);
    expect(seen?.shipments[0]?.returns).toMatchObject([
      { isCompleted: true, totalMinor: 124_950 + 10_000, refundedMinor: 0 },
    ]);
  });

  it('sees a refund once the provider has given the money back', async () => {
    const { order, parcel } = await sentOrder({ payment: 'sync' });
    const back = await shop.control.createReturn(parcel.id);
    await shop.control.refundReturn(back.id);
    const [returned] = (await shop.centra.observeOrder(order.number, []))?.shipments[0]?.returns ?? [];
    expect(returned).toMatchObject({ isCompleted: true, refundedMinor: 134_950 });
  });

  it('sees a return of charges only, without a line', async () => {
    const { order, parcel } = await sentOrder();
    await shop.control.createReturn(parcel.id, { lines: [], shippingCost: 'fromShipment' });
    const seen = await shop.centra.observeOrder(order.number, []);
    expect(seen?.shipments[0]?.returns).toMatchObject([{ totalMinor: 4900 }]);
  });

  it('sees a return that is opened again, and no longer one that is deleted', async () => {
    const { order, parcel, orderId } = await sentOrder();
    const back = await shop.control.createReturn(parcel.id);
    await shop.control.completeReturn(back.id);
    await shop.control.uncompleteReturn(back.id);
    const look = () => shop.centra.observeOrder(order.number, [back.id], { orderId });
    expect((await look())?.shipments[0]?.returns).toMatchObject([{ isCompleted: false }]);
    await shop.control.deleteReturn(back.id);
    expect((await look())?.shipments[0]?.returns).toEqual([]);
  });

  it('no longer sees a shipment that was deleted before it was sent; its units are to be sent again', async () => {
    const { number } = await shop.control.placeOrder({ lines: [JACKET] });
    const parcel = await shop.control.createShipment(number, { isGoodToGo: true });
    await shop.control.deleteShipment(parcel.id);
    expect(await shop.centra.observeOrder(number, [])).toMatchObject({ unshippedQuantity: 1, shipments: [] });
  });
});
