import { describe, expect, it } from 'vitest';
import type { PlaceOrderInput } from '../../simulators/centra/control-contract.ts';
import { capture, JACKET, orderAndShipment, SHIRTS, startCentra, type Centra } from './centra-client.ts';

describe('a capture', () => {
  it('takes the shipment’s money, marks it as paid, and shows in the payment history', async () => {
    const centra = await startCentra();
    const { order, shipment } = await orderAndShipment(centra, { shippingCost: 49 });
    const captured = await capture(centra, shipment.id);
    expect(captured).toMatchObject({
      shipment: { isCaptured: true, isPaid: true, capturedValue: { value: 1399 } },
      paymentHistoryEntry: { entryType: 'CAPTURE', status: 'SUCCESS', value: { value: 1399 } },
      userErrors: [],
    });
    const { orders } = await centra.ask(
      `{ orders(where: { number: ${order.number} }) { paymentHistory(where: { entryType: [CAPTURE, CAPTURE_REQUEST] }) { value { value } } } }`,
    );
    expect(orders[0]?.paymentHistory).toEqual([{ value: { value: 1399 } }]);
  });

  it('asked for twice takes money once', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await capture(centra, shipment.id);
    const before = (await centra.control.state()).orders;
    const replayed = await capture(centra, shipment.id);
    expect(replayed.userErrors).toEqual([{ message: expect.stringContaining('already captured'), path: ['id'] }]);
    expect(replayed.shipment).toBeNull();
    const { orders, captures } = await centra.control.state();
    expect(orders).toEqual(before);
    expect(captures).toMatchObject([{ shipmentId: shipment.id, amountMinor: 135_000 }]);
  });

  it('refused by the payment provider leaves only a failed entry', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.addFault({ operation: 'captureShipment', kind: 'refuse', message: 'Card expired' });
    expect(await capture(centra, shipment.id)).toMatchObject({ userErrors: [{ message: 'Card expired' }] });
    const { orders, captures } = await centra.control.state();
    expect(captures).toEqual([]);
    expect(orders[0]?.paymentHistory.at(-1)).toMatchObject({ entryType: 'CAPTURE', status: 'FAILED' });
    expect(orders[0]?.shipments[0]).toMatchObject({ isCaptured: false, isPaid: false });
    expect(await capture(centra, shipment.id)).toMatchObject({ userErrors: [], shipment: { isCaptured: true } });
  });

  it('with an asynchronous provider is a request until the provider answers', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra, { payment: 'async' });
    const isCaptured = async () => (await centra.ask(`{ shipments { isCaptured } }`)).shipments[0]?.isCaptured;

    expect(await capture(centra, shipment.id)).toMatchObject({
      shipment: { isCaptured: false, isPaid: false, capturedAt: null },
      paymentHistoryEntry: { entryType: 'CAPTURE_REQUEST', status: 'PENDING' },
    });
    expect((await centra.control.state()).captures).toEqual([]);
    expect((await capture(centra, shipment.id)).userErrors).toHaveLength(1);

    await centra.control.settleCapture(shipment.id, 'failed');
    expect(await isCaptured()).toBe(false);
    await capture(centra, shipment.id);
    await centra.control.settleCapture(shipment.id, 'success');
    expect(await isCaptured()).toBe(true);
    expect((await centra.control.state()).captures).toMatchObject([{ amountMinor: 135_000 }]);
    await expect(centra.control.settleCapture(shipment.id, 'success')).rejects.toThrow('409');
  });

  it('cannot exceed what was authorised', async () => {
    const centra = await startCentra();
    const order = await centra.control.placeOrder({ lines: [{ ...JACKET, quantity: 2, lineValue: 2000 }] });
    const lineId = order.lines[0]?.id ?? 0;
    const first = await centra.control.createShipment(order.number, { lines: [{ lineId, quantity: 2 }] });
    await capture(centra, first.id);
    // A person moves units to a shipment of their own after the money was taken.
    await centra.control.changeShipmentLine(first.id, first.lines[0]?.id ?? 0, { quantity: 1 });
    const second = await centra.control.createShipment(order.number);
    expect((await capture(centra, second.id)).userErrors[0]?.message).toContain('exceeds');
    expect((await centra.control.state()).captures).toHaveLength(1);
  });

  it('failing while a shipment is created is a warning, and the shipment is there', async () => {
    const centra = await startCentra();
    const order = await centra.control.placeOrder({ lines: [JACKET] });
    await centra.control.addFault({ operation: 'createShipment', kind: 'refuse', message: 'Card expired' });
    const { createShipment } = await centra.ask(
      `mutation ship($number: Int!, $line: Int!) { createShipment(input: {
        order: { number: $number }, lines: [{ orderLine: { id: $line }, quantity: 1 }], capture: true
      }) { shipment { number isCaptured } userErrors { message } userWarnings { message } } }`,
      { number: order.number, line: order.lines[0]?.id },
    );
    expect(createShipment).toEqual({
      shipment: { number: `${order.number}-1`, isCaptured: false },
      userErrors: [],
      userWarnings: [{ message: 'Card expired' }],
    });
  });
});

describe('a capture that waits for the provider', () => {
  const PAYMENT = '{ shipments { isCaptured isPaid capturedAt paidAt capturedValue { value } } }';
  const nothing = { isCaptured: false, isPaid: false, capturedAt: null, paidAt: null, capturedValue: null };
  const all = {
    isCaptured: true,
    isPaid: true,
    capturedAt: expect.any(String),
    paidAt: expect.any(String),
    capturedValue: { value: 1350 },
  };

  it.each([
    [false, nothing],
    [true, all],
  ] as const)('may read as captured meanwhile or not: %s', async (isCapturedWhilePending, meanwhile) => {
    const centra = await startCentra({ isCapturedWhilePending });
    const { shipment } = await orderAndShipment(centra, { payment: 'async' });
    const look = async () => (await centra.ask(PAYMENT)).shipments[0];
    expect(await capture(centra, shipment.id)).toMatchObject({ shipment: meanwhile, userErrors: [] });
    expect(await look()).toEqual(meanwhile);
    expect((await centra.control.state()).captures).toEqual([]);
    expect((await capture(centra, shipment.id)).userErrors).toHaveLength(1);
    await expect(centra.control.markPaid(shipment.id)).rejects.toThrow('409');
    await expect(centra.control.deleteShipment(shipment.id)).rejects.toThrow('409');

    await centra.control.settleCapture(shipment.id, 'failed');
    expect(await look()).toEqual(nothing);
    await capture(centra, shipment.id);
    await centra.control.settleCapture(shipment.id, 'success');
    expect(await look()).toEqual(all);
    const { orders, captures } = await centra.control.state();
    expect(captures).toMatchObject([{ amountMinor: 135_000 }]);
    expect(orders[0]?.paymentHistory.map(({ entryType, status }) => [entryType, status])).toEqual([
      ['AUTH', 'SUCCESS'],
      ['CAPTURE_REQUEST', 'PENDING'],
      ['CAPTURE_FAILED', 'FAILED'],
      ['CAPTURE_REQUEST', 'PENDING'],
      ['CAPTURE', 'SUCCESS'],
    ]);
  });
});

describe('a capture of the whole order', () => {
  const CAPTURE_ORDER = `mutation capture($number: Int!) { captureOrder(order: { number: $number }) {
    order { number } paymentHistoryEntry { entryType status value { value } } userErrors { message path } } }`;

  async function captured(centra: Centra, order: Partial<PlaceOrderInput> = {}) {
    const placed = await centra.control.placeOrder({ lines: [JACKET, SHIRTS], ...order });
    const answer = await centra.ask(CAPTURE_ORDER, { number: placed.number });
    const ship = (index: number, quantity: number) =>
      centra.control.createShipment(placed.number, {
        lines: [{ lineId: placed.lines[index]?.id ?? 0, quantity }],
        isGoodToGo: true,
      });
    return { placed, answer, ship };
  }

  it('takes the money once, before there are shipments', async () => {
    const centra = await startCentra();
    const { placed, answer } = await captured(centra);
    expect(answer).toEqual({
      captureOrder: {
        order: { number: placed.number },
        paymentHistoryEntry: { entryType: 'CAPTURE', status: 'SUCCESS', value: { value: 1350 } },
        userErrors: [],
      },
    });
    expect(await centra.ask(CAPTURE_ORDER, { number: placed.number })).toMatchObject({
      captureOrder: { order: null, userErrors: [{ message: expect.stringContaining('already captured') }] },
    });
    expect((await centra.control.state()).captures).toMatchObject([
      { shipmentId: null, orderNumber: placed.number, amountMinor: 135_000 },
    ]);
  });

  it('gives each shipment its share when a capture is asked for, and asks no provider', async () => {
    const centra = await startCentra();
    const { ship } = await captured(centra);
    const shipment = await ship(0, 1);
    await expect(centra.control.shipShipment(shipment.id)).rejects.toThrow('not paid');
    await centra.control.addFault({ operation: 'captureShipment', kind: 'refuse', message: 'Card expired' });
    expect(await capture(centra, shipment.id)).toMatchObject({
      shipment: { isCaptured: true, isPaid: true, capturedValue: { value: 1250 } },
      paymentHistoryEntry: null,
      userErrors: [],
    });
    expect((await centra.control.state()).captures).toHaveLength(1);
    await centra.control.shipShipment(shipment.id);
  });

  it('gives each shipment its share when it is created with a capture', async () => {
    const centra = await startCentra();
    const { placed } = await captured(centra);
    const { createShipment } = await centra.ask(`mutation { createShipment(input: { order: { number: ${placed.number} },
      lines: [{ orderLine: { id: ${placed.lines[1]?.id} }, quantity: 3 }], capture: true }) {
      shipment { isCaptured capturedValue { value } } userErrors { message } userWarnings { message } } }`);
    expect(createShipment).toEqual({
      shipment: { isCaptured: true, capturedValue: { value: 100 } },
      userErrors: [],
      userWarnings: [],
    });
    expect((await centra.control.state()).captures).toHaveLength(1);
  });

  it('may give it when the shipment is created, and then says that it is captured', async () => {
    const centra = await startCentra({ captureOfCapturedOrder: 'alreadyCaptured' });
    const { ship } = await captured(centra);
    const shipment = await ship(1, 2);
    const { shipments } = await centra.ask('{ shipments { isCaptured isPaid capturedValue { value } } }');
    expect(shipments).toEqual([{ isCaptured: true, isPaid: true, capturedValue: { value: 66.67 } }]);
    expect((await capture(centra, shipment.id)).userErrors[0]?.message).toContain('already captured');
    expect((await centra.control.state()).captures).toHaveLength(1);
  });

  it('gives no more than was captured', async () => {
    const centra = await startCentra();
    const { placed, ship } = await captured(centra);
    await capture(centra, (await ship(0, 1)).id);
    await centra.control.addOrderLine(placed.number, { ...JACKET, sku: 'EXTRA' });
    const rest = await centra.control.createShipment(placed.number);
    expect(await capture(centra, rest.id)).toMatchObject({ shipment: { capturedValue: { value: 100 } } });
  });

  it('waits for an asynchronous provider, and so do its shipments', async () => {
    const centra = await startCentra();
    const { placed, answer, ship } = await captured(centra, { payment: 'async' });
    expect(answer).toMatchObject({
      captureOrder: { paymentHistoryEntry: { entryType: 'CAPTURE_REQUEST', status: 'PENDING' } },
    });
    const shipment = await ship(0, 1);
    expect(await capture(centra, shipment.id)).toMatchObject({ shipment: { isCaptured: false }, userErrors: [] });
    await expect(centra.control.settleCapture(shipment.id, 'success')).rejects.toThrow("part of the order's capture");
    await centra.control.settleOrderCapture(placed.number, 'failed');
    await expect(centra.control.settleOrderCapture(placed.number, 'success')).rejects.toThrow('409');
    // Nothing was captured: the shipment is captured by itself now.
    await capture(centra, shipment.id);
    await centra.control.settleCapture(shipment.id, 'success');
    expect((await centra.control.state()).captures).toMatchObject([{ shipmentId: shipment.id, amountMinor: 125_000 }]);

    const other = await captured(centra, { payment: 'async' });
    const parcel = await other.ship(0, 1);
    await capture(centra, parcel.id);
    await centra.control.settleOrderCapture(other.placed.number, 'success');
    const { shipments } = await centra.ask(
      `{ shipments(where: { id: ${parcel.id} }) { isCaptured capturedValue { value } } }`,
    );
    expect(shipments).toEqual([{ isCaptured: true, capturedValue: { value: 1250 } }]);
  });

  it('is refused when there are shipments, and by the provider', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({ lines: [JACKET] });
    await control.addFault({ operation: 'captureOrder', kind: 'refuse', message: 'Card expired' });
    expect(await ask(CAPTURE_ORDER, { number: order.number })).toMatchObject({
      captureOrder: {
        order: null,
        paymentHistoryEntry: { entryType: 'CAPTURE', status: 'FAILED' },
        userErrors: [{ message: 'Card expired', path: ['order'] }],
      },
    });
    await control.createShipment(order.number);
    await expect(control.captureOrder(order.number)).rejects.toThrow('has shipments');
    expect((await control.state()).captures).toEqual([]);
  });
});

describe('a payment that somebody else made', () => {
  it('may be a part of the shipment’s money only', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await expect(centra.control.captureShipment(shipment.id, { amount: 1350.01 })).rejects.toThrow('409');
    await centra.control.captureShipment(shipment.id, { amount: 1000 });
    const { shipments } = await centra.ask(
      '{ shipments { isCaptured isPaid capturedValue { value } grandTotal { value } } }',
    );
    expect(shipments).toEqual([
      { isCaptured: true, isPaid: true, capturedValue: { value: 1000 }, grandTotal: { value: 1350 } },
    ]);
    expect((await capture(centra, shipment.id)).userErrors[0]?.message).toContain('already captured');
  });

  it('marks the shipment as paid, in full or in part, and takes no money', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    const update = (input: string) => `mutation { updateShipment(id: ${shipment.id}, input: { ${input} }) {
      shipment { isPaid isCaptured capturedValue { value } } userErrors { path } } }`;
    const worth = (value: number, currency = 'SEK') => `paidValue: { value: ${value}, currencyIsoCode: "${currency}" }`;
    const errorsOf = async (input: string) => (await centra.ask(update(input))).updateShipment.userErrors;
    expect(await errorsOf(worth(1))).toEqual([{ path: ['input', 'paidValue'] }]);
    expect(await errorsOf(`isPaid: true, ${worth(1351)}`)).toEqual([{ path: ['input', 'paidValue'] }]);
    expect(await errorsOf(`isPaid: true, ${worth(1, 'EUR')}`)).toEqual([{ path: ['input', 'paidValue'] }]);
    expect((await centra.ask(update(`isPaid: true, ${worth(600)}`))).updateShipment).toEqual({
      shipment: { isPaid: true, isCaptured: false, capturedValue: null },
      userErrors: [],
    });
    expect((await capture(centra, shipment.id)).userErrors[0]?.message).toContain('already marked as paid');
    await centra.control.markUnpaid(shipment.id);
    const { orders, captures } = await centra.control.state();
    expect(captures).toEqual([]);
    expect(orders[0]?.paymentHistory.map(({ entryType, valueMinor }) => [entryType, valueMinor])).toEqual([
      ['AUTH', 135_000],
      ['MARKED_AS_PAID', 60_000],
      ['MARKED_AS_UNPAID', 135_000],
    ]);
  });
});

describe('a gift card', () => {
  const HISTORY = '{ orders { paymentHistory { entryType status value { value } } } }';
  const entry = (entryType: string, value: number, status = 'SUCCESS') => ({ entryType, status, value: { value } });
  const ENTRIES = `mutation capture($id: Int!) { captureShipment(id: $id) { shipment { capturedValue { value } }
    paymentHistoryEntry { entryType } paymentHistoryEntries { entryType value { value } } userErrors { message } } }`;

  it.each([
    [true, 1350],
    [false, 1050],
  ])('pays a part; the captured value counts it or not: %s', async (capturedValueIncludesGiftCards, value) => {
    const centra = await startCentra({ capturedValueIncludesGiftCards });
    const { shipment } = await orderAndShipment(centra, { giftCard: 300 });
    expect(await centra.ask(ENTRIES, { id: shipment.id })).toEqual({
      captureShipment: {
        shipment: { capturedValue: { value } },
        paymentHistoryEntry: { entryType: 'CAPTURE' },
        paymentHistoryEntries: [
          { entryType: 'CAPTURE', value: { value: 1050 } },
          { entryType: 'CAPTURE_GIFT_CARD', value: { value: 300 } },
        ],
        userErrors: [],
      },
    });
    const { orders } = await centra.ask(HISTORY);
    expect(orders[0]?.paymentHistory).toEqual([
      entry('AUTH', 1050),
      entry('AUTH_GIFT_CARD', 300),
      entry('CAPTURE', 1050),
      entry('CAPTURE_GIFT_CARD', 300),
    ]);
    expect((await centra.control.state()).captures).toMatchObject([{ amountMinor: 105_000 }]);
  });

  it('that pays it all leaves nothing for the provider', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra, { giftCard: 1350, payment: 'async' });
    expect(await centra.ask(ENTRIES, { id: shipment.id })).toMatchObject({
      captureShipment: {
        shipment: { capturedValue: { value: 1350 } },
        paymentHistoryEntry: null,
        paymentHistoryEntries: [{ entryType: 'CAPTURE_GIFT_CARD', value: { value: 1350 } }],
      },
    });
    expect((await centra.control.state()).captures).toEqual([]);
    await expect(centra.control.placeOrder({ lines: [JACKET], giftCard: 1251 })).rejects.toThrow('gift card exceeds');
  });

  it('is used up by the first shipments', async () => {
    const centra = await startCentra();
    const order = await centra.control.placeOrder({ lines: [SHIRTS], giftCard: 50 });
    const lineId = order.lines[0]?.id ?? 0;
    for (let unit = 0; unit < 3; unit += 1) {
      const shipment = await centra.control.createShipment(order.number, { lines: [{ lineId, quantity: 1 }] });
      await centra.control.captureShipment(shipment.id);
    }
    const { orders } = await centra.control.state();
    expect(orders[0]?.shipments.map((each) => [each.capturedMinor, each.capturedGiftCardMinor])).toEqual([
      [0, 3_333],
      [1_667, 1_667],
      [3_333, 0],
    ]);
  });

  it('gets back what the provider’s money does not cover', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra, { giftCard: 300 });
    await centra.control.captureShipment(shipment.id);
    await centra.control.shipShipment(shipment.id);
    const { id } = await centra.control.createReturn(shipment.id);
    await centra.control.refundReturn(id);
    const { returns } = await centra.ask(
      '{ returns { refundPaymentHistory { entryType status value { value } return { id } } } }',
    );
    expect(returns[0]?.refundPaymentHistory).toEqual([
      { ...entry('REFUND', 1050), return: { id } },
      { ...entry('REFUND_GIFT_CARD', 300), return: { id } },
    ]);
  });
});

describe('what was authorised and not captured', () => {
  it('is let go of when the order is open and captured in part', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({ lines: [JACKET, SHIRTS] });
    const release = `mutation { releaseRemainingOrderAuthorization(order: { number: ${order.number} }) {
      paymentHistoryEntry { entryType status value { value } } userErrors { message } } }`;
    const refused = { releaseRemainingOrderAuthorization: { paymentHistoryEntry: null, userErrors: [{}] } };
    expect(await ask(release)).toMatchObject(refused);
    const first = await control.createShipment(order.number, {
      lines: [{ lineId: order.lines[0]?.id ?? 0, quantity: 1 }],
    });
    await control.captureShipment(first.id);
    expect(await ask(release)).toEqual({
      releaseRemainingOrderAuthorization: {
        paymentHistoryEntry: { entryType: 'CANCEL', status: 'SUCCESS', value: { value: -100 } },
        userErrors: [],
      },
    });
    expect(await ask(release)).toMatchObject(refused);
    const second = await control.createShipment(order.number);
    await expect(control.captureShipment(second.id)).rejects.toThrow('exceeds what is left of the authorised');
  });

  it('is let go of with a cancellation that asks for it', async () => {
    const { control, ask } = await startCentra();
    const { id } = await control.placeOrder({ lines: [JACKET], giftCard: 50 });
    await ask(
      `mutation { cancelDirectToConsumerOrder(id: "${id}", input: { cancelAuthorization: true }) { userErrors { message } } }`,
    );
    const { orders } = await ask('{ orders { paymentHistory { entryType value { value } } } }');
    expect(orders[0]?.paymentHistory).toMatchObject([
      {},
      {},
      { entryType: 'CANCEL', value: { value: -1200 } },
      { entryType: 'CANCEL_GIFT_CARD', value: { value: -50 } },
    ]);
  });
});
