import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCentraControl } from '../../../simulators/centra/control.ts';
import { ALL_PERMISSIONS } from '../../../simulators/centra/permissions.ts';
import { startCentraSimulator } from '../../../simulators/centra/server.ts';
import { MaybeDoneError, NotDoneError, type RefusedError } from '../../../src/connectors/call-errors.ts';
import { createCentra } from '../../../src/connectors/centra/create-centra.ts';
import type { Centra } from '../../../src/connectors/centra/centra.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const JACKET = {
  sku: 'JACKET-M',
  productName: 'Basic Jacket',
  variantName: 'Blue',
  size: 'M',
  quantity: 2,
  unitPrice: 499.5,
  taxPercent: 25,
};
const BOOK = { sku: 'BOOK', productName: 'Lookbook', quantity: 1, unitPrice: 99, taxPercent: 6 };

describe.each(['present', 'absent'] as const)('against a Centra whose unconfirmed names are %s', (unconfirmedNames) => {
  let simulator: Awaited<ReturnType<typeof startCentraSimulator>>;
  let control: ReturnType<typeof createCentraControl>;
  let dispatcher: Agent;
  let centra: Centra;

  beforeEach(async () => {
    simulator = await startCentraSimulator({ token: 'secret', unconfirmedNames, rateLimits: 'off' });
    control = createCentraControl(simulator.controlUrl);
    dispatcher = new Agent();
    centra = createCentra({
      url: simulator.graphqlUrl,
      token: 'secret',
      timeoutMs: 5000,
      dispatcher,
      store: createMemoryStore(),
    });
  });
  afterEach(async () => {
    await dispatcher.destroy();
    await simulator.stop();
  });

  const failure = (promise: Promise<unknown>): Promise<Error> =>
    promise.then(
      () => expect.unreachable('the call went well'),
      (error: Error) => error,
    );

  /** An order of two jackets and a book, with freight and a discount; the jackets are on the first shipment. */
  async function twoShipments() {
    const order = await control.placeOrder({ lines: [JACKET, BOOK], shippingCost: 49, discount: 50 });
    const [jackets, book] = order.lines;
    const first = await control.createShipment(order.number, {
      lines: [{ lineId: jackets?.id ?? 0, quantity: 2 }],
      isGoodToGo: true,
    });
    const second = await control.createShipment(order.number, {
      lines: [{ lineId: book?.id ?? 0, quantity: 1 }],
      isGoodToGo: true,
    });
    return { order, first, second };
  }

  it('an order is observed with its shipments until all units have left', async () => {
    const { order, first, second } = await twoShipments();
    const before = await centra.observeOrder(order.number, []);
    expect(before).toMatchObject({
      orderNumber: order.number,
      type: 'directToConsumer',
      status: 'PROCESSING',
      currency: 'SEK',
      unshippedQuantity: 3,
    });
    expect(before?.shipments.map(({ shipmentId }) => shipmentId)).toEqual([first.id, second.id]);
    await centra.captureShipment(first.id);
    await control.shipShipment(first.id);
    const after = await centra.observeOrder(order.number, []);
    expect(after?.unshippedQuantity).toBe(1);
    expect(after?.shipments[0]).toMatchObject({ isShipped: true, isPaid: true, isCaptured: true });
    expect(after?.shipments[0]?.capturedMinor).toBe(before?.shipments[0]?.totalMinor);
    expect(after?.shipments[0]?.contentDigest).toBe(before?.shipments[0]?.contentDigest);
    expect(await centra.observeOrder(999_999, [])).toBeUndefined();
  });

  it('an invoice’s material comes to the shipment’s total: goods, freight and discount', async () => {
    const { first, second, order } = await twoShipments();
    const seen = await centra.observeOrder(order.number, []);
    const materials = await Promise.all([first.id, second.id].map((id) => centra.shipmentMaterial(id)));
    expect(materials.map(({ totalMinor }) => totalMinor)).toEqual(seen?.shipments.map(({ totalMinor }) => totalMinor));
    const [withFreight] = materials;
    expect(withFreight?.lines[0]).toMatchObject({
      kind: 'product',
      sku: 'JACKET-M',
      quantity: 2,
      valueMinor: 99_900,
      vatMinor: 19_980,
      vatPercent: 25,
    });
    expect(withFreight?.lines.map(({ kind, valueMinor }) => [kind, valueMinor])).toEqual([
      ['product', 99_900],
      ['shipping', 4900],
      ['discount', -5000],
    ]);
    expect(withFreight?.lines[0]?.warehouses.map(({ quantity }) => quantity)).toEqual([2]);
    expect(withFreight).toMatchObject({ totalMinor: 99_800, countryCode: 'SE', pricesIncludeVat: true });
  });

  it('a business’s material has prices without VAT', async () => {
    const order = await control.placeOrder({
      type: 'wholesale',
      lines: [{ ...JACKET, quantity: 3, unitPrice: 333.33 }],
      shippingCost: 49,
    });
    const shipment = await control.createShipment(order.number, { isGoodToGo: true });
    const material = await centra.shipmentMaterial(shipment.id);
    expect(material).toMatchObject({ orderType: 'wholesale', pricesIncludeVat: false });
    expect(material.lines.map(({ kind, valueMinor, vatMinor }) => [kind, valueMinor, vatMinor])).toEqual([
      ['product', 99_999, 25_000],
      ['shipping', 4900, 1225],
    ]);
    expect(material.totalMinor).toBe(99_999 + 25_000 + 4900 + 1225);
  });

  it('a return is seen once its id is known, and its material comes to its total less the fee', async () => {
    const { order, first } = await twoShipments();
    await centra.captureShipment(first.id);
    await control.shipShipment(first.id);
    const [line] = first.lines;
    const { id } = await control.createReturn(first.id, {
      lines: [{ shipmentLineId: line?.id ?? 0, quantity: 1 }],
      returnCost: 29,
    });
    const unhinted = await centra.observeOrder(order.number, []);
    expect(unhinted?.shipments[0]?.returns).toHaveLength(unconfirmedNames === 'present' ? 1 : 0);
    const hinted = await centra.observeOrder(order.number, [id]);
    expect(hinted?.shipments[0]?.returns).toMatchObject([
      { returnId: id, isCompleted: false, isReturnedToStock: true },
    ]);
    await control.completeReturn(id);
    const [completed] = (await centra.observeOrder(order.number, [id]))?.shipments[0]?.returns ?? [];
    expect(completed).toMatchObject({ isCompleted: true, totalMinor: 49_950 - 2900, refundedMinor: 0 });
    const material = await centra.returnMaterial(id);
    expect(material).toMatchObject({ returnId: id, shipmentId: first.id, totalMinor: 49_950 - 2900 });
    expect(material.lines.map(({ kind, valueMinor }) => [kind, valueMinor])).toEqual([
      ['product', 49_950],
      ['returnFee', -2900],
    ]);
  });

  it('a capture takes the money once, however often it is asked for', async () => {
    const { first } = await twoShipments();
    expect(await centra.readCapture(first.id)).toMatchObject({ state: 'none' });
    const taken = { state: 'captured', capturedMinor: 99_800, giftCardMinor: 0, currency: 'SEK' };
    expect(await centra.captureShipment(first.id)).toEqual(taken);
    expect(await centra.captureShipment(first.id)).toEqual(taken);
    expect(await centra.readCapture(first.id)).toEqual(taken);
    expect((await control.state()).captures).toHaveLength(1);
  });

  it('a capture that the provider confirms later is pending until then', async () => {
    const order = await control.placeOrder({ lines: [JACKET], payment: 'async' });
    const shipment = await control.createShipment(order.number, { isGoodToGo: true });
    expect(await centra.captureShipment(shipment.id)).toMatchObject({ state: 'pending', capturedMinor: 0 });
    expect(await centra.readCapture(shipment.id)).toMatchObject({ state: 'pending' });
    await control.settleCapture(shipment.id, 'success');
    expect(await centra.readCapture(shipment.id)).toMatchObject({ state: 'captured', capturedMinor: 99_900 });
  });

  it('a refused capture is a problem, and good to go can be taken back', async () => {
    const { order, first } = await twoShipments();
    await control.addFault({ operation: 'captureShipment', kind: 'refuse', times: 1, message: 'Suspected fraud' });
    const error = await failure(centra.captureShipment(first.id));
    expect((error as RefusedError).problem).toMatchObject({
      code: 'captureRefused',
      detail: expect.stringContaining('Suspected fraud') as string,
    });
    expect(await centra.readCapture(first.id)).toMatchObject({ state: 'none' });
    await centra.withdrawGoodToGo(first.id);
    expect((await centra.observeOrder(order.number, []))?.shipments[0]?.isGoodToGo).toBe(false);
  });

  it('a capture whose answer is lost may have happened, and is found', async () => {
    const { first } = await twoShipments();
    await control.addFault({ operation: 'captureShipment', kind: 'commitThenDrop', times: 1 });
    expect(await failure(centra.captureShipment(first.id))).toBeInstanceOf(MaybeDoneError);
    expect(await centra.readCapture(first.id)).toMatchObject({ state: 'captured', capturedMinor: 99_800 });
    expect((await control.state()).captures).toHaveLength(1);
  });

  it('a permission that the token lacks is named', async () => {
    const { first } = await twoShipments();
    const permissions = ALL_PERMISSIONS.filter((permission) => permission !== 'Shipment:read');
    const strict = await startCentraSimulator({ token: 'secret', permissions, rateLimits: 'off' });
    const client = createCentra({
      url: strict.graphqlUrl,
      token: 'secret',
      timeoutMs: 5000,
      dispatcher,
      store: createMemoryStore(),
    });
    const error = (await failure(client.shipmentMaterial(first.id))) as RefusedError;
    await strict.stop();
    expect(error.problem.code).toBe('centraAccessMissing');
    expect(error.problem.detail).toContain('Shipment:read');
  });

  it('limits and renewed tokens are waited for', async () => {
    const { first } = await twoShipments();
    await control.addFault({ operation: 'captureShipment', kind: 'status429', times: 1 });
    const limited = (await failure(centra.captureShipment(first.id))) as NotDoneError;
    expect(limited).toBeInstanceOf(NotDoneError);
    expect(limited.retryAfterMs).toBeGreaterThanOrEqual(0);
    await control.addFault({ operation: '*', kind: 'expiredToken', times: 1 });
    expect(await failure(centra.readCapture(first.id))).toBeInstanceOf(NotDoneError);
    expect((await control.state()).captures).toHaveLength(0);
  });

  it('shipments and returns lead to their orders', async () => {
    const { order, first, second } = await twoShipments();
    await centra.captureShipment(first.id);
    await control.shipShipment(first.id);
    const returned = await control.createReturn(first.id, {});
    const { number } = order;
    expect(await centra.ordersOfShipments([second.id, 99_999, first.id])).toEqual(
      new Map([
        [first.id, number],
        [second.id, number],
      ]),
    );
    expect(await centra.ordersOfReturns([returned.id, 99_999])).toEqual(new Map([[returned.id, number]]));
  });
});
