import { describe, expect, it } from 'vitest';
import { JACKET, SHIRTS, startCentra, capture } from './centra-client.ts';

describe('an order', () => {
  it('goes from pending to SHIPPED, which is "completed", with its last shipment', async () => {
    const centra = await startCentra();
    const { control, ask } = centra;
    const order = await control.placeOrder({ lines: [JACKET, SHIRTS], confirm: false });
    const status = async () =>
      (await ask(`{ orders(where: { number: ${order.number} }) { status } }`)).orders[0]?.status;
    expect(await status()).toBe('PENDING');
    await expect(control.createShipment(order.number)).rejects.toThrow('Confirm it first');

    const confirm = `mutation { confirmOrder(input: { order: { number: ${order.number} } }) { order { status } userErrors { message } } }`;
    expect((await ask(confirm)).confirmOrder).toEqual({ order: { status: 'CONFIRMED' }, userErrors: [] });

    const [jacket] = order.lines;
    const first = await control.createShipment(order.number, { lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }] });
    expect(await status()).toBe('PROCESSING');
    await expect(control.shipShipment(first.id)).rejects.toThrow('not good to go');
    await control.releaseShipment(first.id);
    await expect(control.shipShipment(first.id)).rejects.toThrow('not paid');
    await capture(centra, first.id);
    await control.shipShipment(first.id);
    expect(await status()).toBe('PROCESSING');

    const second = await control.createShipment(order.number, { isGoodToGo: true });
    await control.markPaid(second.id);
    await control.shipShipment(second.id);
    expect(await status()).toBe('SHIPPED');
    await expect(control.createShipment(order.number)).rejects.toThrow('already fully shipped');
  });

  it('is completed as well when what was not shipped is cancelled', async () => {
    const centra = await startCentra();
    const { control, ask } = centra;
    const order = await control.placeOrder({ lines: [JACKET, SHIRTS] });
    const [jacket, shirts] = order.lines;
    const shipment = await control.createShipment(order.number, {
      lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }],
      isGoodToGo: true,
    });
    await capture(centra, shipment.id);
    await control.shipShipment(shipment.id);
    const { updateDirectToConsumerOrder: cancelled } = await ask(
      `mutation cancel($number: Int!, $line: Int!) { updateDirectToConsumerOrder(order: { number: $number }, input: {
        cancelLines: [{ line: { id: $line }, quantity: 3, stockAction: RELEASE_BACK_TO_WAREHOUSE }]
      }) { order { status totals { quantity cancelledQuantity } } userErrors { message } } }`,
      { number: order.number, line: shirts?.id },
    );
    expect(cancelled).toEqual({
      order: { status: 'SHIPPED', totals: { quantity: 1, cancelledQuantity: 3 } },
      userErrors: [],
    });
  });

  it('on hold is not shipped', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [JACKET] });
    await control.holdOrder(order.number, true);
    await expect(control.createShipment(order.number)).rejects.toThrow('on hold');
  });

  it('that waits for its payment is neither authorised nor shipped until it is paid', async () => {
    const { control, ask } = await startCentra();
    const { number } = await control.placeOrder({ lines: [JACKET], waitingForPayment: true });
    const look = async () => (await ask('{ orders { isWaitingForPayment paymentHistory { entryType } } }')).orders[0];
    expect(await look()).toEqual({ isWaitingForPayment: true, paymentHistory: [] });
    await expect(control.createShipment(number)).rejects.toThrow('waiting for its payment');
    await expect(control.captureOrder(number)).rejects.toThrow('waiting for its payment');
    await control.receivePayment(number);
    expect(await look()).toEqual({ isWaitingForPayment: false, paymentHistory: [{ entryType: 'AUTH' }] });
    await control.createShipment(number);
    await expect(control.receivePayment(number)).rejects.toThrow('not waiting');
  });

  it.each(['CANCELLED', 'DELETED'] as const)('that is cancelled may read %s', async (cancelledStatus) => {
    const { control, ask } = await startCentra({ cancelledStatus });
    const { number } = await control.placeOrder({ lines: [JACKET] });
    await control.cancelOrder(number);
    const { orders } = await ask(
      `{ orders(where: { status: [${cancelledStatus}] }) { number status lines { quantity } } }`,
    );
    // Centra: cancelling keeps the quantities of the lines.
    expect(orders).toEqual([{ number, status: cancelledStatus, lines: [{ quantity: 1 }] }]);
    await expect(control.createShipment(number)).rejects.toThrow('cannot be shipped');
    await expect(control.cancelOrder(number)).rejects.toThrow('409');
  });

  it('is archived once nothing more is expected of it', async () => {
    const { control, ask } = await startCentra();
    const { number } = await control.placeOrder({ lines: [JACKET] });
    await expect(control.archiveOrder(number)).rejects.toThrow('cannot be archived');
    const shipment = await control.createShipment(number, { isGoodToGo: true });
    await control.captureShipment(shipment.id);
    await control.shipShipment(shipment.id);
    await control.archiveOrder(number);
    expect((await ask('{ orders { status } }')).orders).toEqual([{ status: 'ARCHIVED' }]);
    await control.createReturn(shipment.id);
    expect((await ask('{ orders { status } }')).orders).toEqual([{ status: 'ARCHIVED' }]);
  });

  it('that is locked is changed by the API only', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({ lines: [JACKET] });
    const lock = `mutation { setOrdersLock(input: { orders: [{ number: ${order.number} }], isLocked: true }) {
      orders { isLocked } userErrors { message } } }`;
    expect(await ask(lock)).toEqual({ setOrdersLock: { orders: [{ isLocked: true }], userErrors: [] } });
    await expect(control.createShipment(order.number)).rejects.toThrow('locked');
    await expect(control.holdOrder(order.number, true)).rejects.toThrow('locked');
    await expect(control.cancelOrder(order.number)).rejects.toThrow('locked');
    await expect(control.addOrderLine(order.number, SHIRTS)).rejects.toThrow('locked');
    const ship = `mutation { createShipment(input: { order: { number: ${order.number} },
      lines: [{ orderLine: { id: ${order.lines[0]?.id} }, quantity: 1 }] }) { shipment { number } userErrors { message } } }`;
    expect((await ask(ship)).createShipment.userErrors).toEqual([]);
    await control.lockOrder(order.number, false);
    await control.holdOrder(order.number, true);
  });

  it('can get a line after its first shipment, for which no money is authorised', async () => {
    const { control } = await startCentra();
    const { number } = await control.placeOrder({ lines: [JACKET], shippingCost: 49 });
    const first = await control.createShipment(number, { isGoodToGo: true });
    await control.captureShipment(first.id);
    const [added] = await control.addOrderLine(number, SHIRTS);
    expect(added).toMatchObject({ sku: 'TEE-M', quantity: 3 });
    const second = await control.createShipment(number);
    expect(second.lines).toMatchObject([{ sku: 'TEE-M', quantity: 3 }]);
    await expect(control.captureShipment(second.id)).rejects.toThrow('exceeds what is left of the authorised');
    await control.shipShipment(first.id);
    expect((await control.state()).orders[0]?.status).toBe('PROCESSING');
  });

  it('is updated as a whole or not at all', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({ lines: [JACKET], shippingCost: 49 });
    await control.createShipment(order.number);
    const before = (await control.state()).orders;
    const update = (cost: number, quantity: number) => `mutation { updateDirectToConsumerOrder(
      order: { number: ${order.number} }, input: { shippingCost: { value: ${cost}, currencyIsoCode: "SEK" },
        isOnHold: true, cancelLines: [{ line: { id: ${order.lines[0]?.id} }, quantity: ${quantity}, stockAction: REMOVE_FROM_STOCK }] }
    ) { userErrors { path } } }`;
    const pathOf = async (text: string) => (await ask(text)).updateDirectToConsumerOrder.userErrors;
    expect(await pathOf(update(60, 1))).toEqual([{ path: ['input', 'cancelLines', 'quantity'] }]);
    // The shipment carries 49 already.
    expect(await pathOf(update(30, 1))).toEqual([{ path: ['input', 'shippingCost'] }]);
    expect((await control.state()).orders).toEqual(before);
  });

  it('sends parcels to an address of their own', async () => {
    const { control, ask } = await startCentra();
    const { number } = await control.placeOrder({
      lines: [{ ...JACKET, quantity: 2 }],
      country: 'NO',
      customer: { firstName: 'Kari', city: 'Oslo' },
      deliveryAddress: { firstName: 'Ola', city: 'Bergen' },
    });
    const lineId = (await control.state()).orders[0]?.lines[0]?.id ?? 0;
    await control.createShipment(number, { lines: [{ lineId, quantity: 1 }] });
    await control.createShipment(number, { deliveryAddress: { firstName: 'Liv', city: 'Tromsø' } });
    const { shipments } = await ask(`{ shipments { shippingAddress { firstName city country { code } }
      order { shippingAddress { city } billingAddress { firstName city } } } }`);
    const order = { shippingAddress: { city: 'Bergen' }, billingAddress: { firstName: 'Kari', city: 'Oslo' } };
    expect(shipments).toEqual([
      { shippingAddress: { firstName: 'Ola', city: 'Bergen', country: { code: 'NO' } }, order },
      { shippingAddress: { firstName: 'Liv', city: 'Tromsø', country: { code: 'NO' } }, order },
    ]);
  });

  it('of a wholesale account has no payment that could be captured, and no more mutations for consumers', async () => {
    const { control, ask } = await startCentra();
    const { number, id } = await control.placeOrder({
      type: 'wholesale',
      lines: [JACKET],
      customer: { companyName: 'Borås Mode AB', vatNumber: 'SE556000000001' },
    });
    const shipment = await control.createShipment(number, { isGoodToGo: true });
    await expect(control.captureShipment(shipment.id)).rejects.toThrow('without a payment');
    await expect(control.captureOrder(number)).rejects.toThrow('no payment');
    const cancel = `mutation { cancelDirectToConsumerOrder(id: "${id}") { userErrors { message } } }`;
    expect(await ask(cancel)).toMatchObject({ cancelDirectToConsumerOrder: { userErrors: [{}] } });
    const { orders } = await ask(`{ orders { __typename paymentMethod { uri } paymentHistory { id }
      billingAddress { companyName vatNumber } ... on WholesaleOrder { account { name } } } }`);
    expect(orders).toEqual([
      {
        __typename: 'WholesaleOrder',
        paymentMethod: null,
        paymentHistory: [],
        billingAddress: { companyName: 'Borås Mode AB', vatNumber: 'SE556000000001' },
        account: { name: 'Borås Mode AB' },
      },
    ]);
    // Centra: a wholesale shipment has to be paid for as well before it can be completed.
    await expect(control.shipShipment(shipment.id)).rejects.toThrow('not paid');
    await control.markPaid(shipment.id);
    await control.shipShipment(shipment.id);
  });
});

describe('a gift certificate', () => {
  const CERTIFICATE = { ...JACKET, kind: 'giftCertificate', sku: 'GIFT-500', unitPrice: 500, taxPercent: 0 } as const;

  it('leaves on a completed shipment of its own as soon as the order is confirmed', async () => {
    const { control, ask } = await startCentra();
    const { number } = await control.placeOrder({ lines: [JACKET, CERTIFICATE], shippingCost: 49, confirm: false });
    expect((await ask('{ shipments { id } }')).shipments).toEqual([]);
    await control.confirmOrder(number);
    const { shipments } = await ask(`{ shipments { isGoodToGo isPaid isShipped grandTotal { value }
      lines { orderLine { __typename } allocations { id } } } }`);
    expect(shipments).toEqual([
      {
        isGoodToGo: true,
        isPaid: true,
        isShipped: true,
        grandTotal: { value: 500 },
        lines: [{ orderLine: { __typename: 'GiftCertificateOrderLine' }, allocations: [] }],
      },
    ]);
    // The rest of the order goes its way, and carries the freight.
    await control.createShipment(number);
    const { orders } = await control.state();
    expect(orders[0]).toMatchObject({ status: 'PROCESSING', shipments: [{}, { shippingMinor: 4_900 }] });
  });

  it('alone completes its order', async () => {
    const { control } = await startCentra();
    await control.placeOrder({ lines: [CERTIFICATE], payment: 'async' });
    const { orders, captures } = await control.state();
    expect({ orders, captures }).toMatchObject({
      orders: [{ status: 'SHIPPED' }],
      captures: [{ amountMinor: 50_000 }],
    });
  });
});

describe('a bundle', () => {
  const OUTFIT = {
    ...JACKET,
    sku: 'OUTFIT',
    productName: 'Outfit',
    quantity: 2,
    unitPrice: 999.99,
    bundleItems: [
      { sku: 'JKT-M', productName: 'Jacket', quantity: 1, price: 800 },
      { sku: 'SOCK', productName: 'Socks', quantity: 3, price: 100 },
    ],
  };
  const LINES = `{ orders { grandTotal { value } totals { quantity lineValues { value } }
    lines { __typename productNumber quantity lineValue { value } } } }`;
  const items = [
    // 800 : 300 of 1 999.98.
    { __typename: 'BundleItemOrderLine', productNumber: 'JKT-M', quantity: 2, lineValue: { value: 1454.53 } },
    { __typename: 'BundleItemOrderLine', productNumber: 'SOCK', quantity: 6, lineValue: { value: 545.45 } },
  ];
  const header = { __typename: 'BundleOrderLine', productNumber: 'OUTFIT', quantity: 2, lineValue: { value: 1999.98 } };

  it.each([
    ['headerAndItems', 8, [header, ...items]],
    ['items', 8, items],
    ['header', 2, [header]],
  ] as const)('stands as %s among the lines, and is counted once', async (bundleLines, quantity, lines) => {
    const { control, ask } = await startCentra({ bundleLines });
    await control.placeOrder({ lines: [OUTFIT] });
    expect((await ask(LINES)).orders).toEqual([
      { grandTotal: { value: 1999.98 }, totals: { quantity, lineValues: { value: 1999.98 } }, lines },
    ]);
  });

  it('is shipped, cancelled and returned as a whole', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [{ ...OUTFIT, quantity: 3 }] });
    const [outfit, jacket] = order.lines;
    const byItself = { lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }] };
    await expect(control.createShipment(order.number, byItself)).rejects.toThrow('A bundle goes as a whole');
    await expect(control.cancelLines(order.number, byItself.lines)).rejects.toThrow('A bundle goes as a whole');

    const lines = [{ lineId: outfit?.id ?? 0, quantity: 1 }];
    const shipment = await control.createShipment(order.number, { lines, isGoodToGo: true });
    expect(shipment.lines).toMatchObject([
      { sku: 'OUTFIT', quantity: 1 },
      { sku: 'JKT-M', quantity: 1 },
      { sku: 'SOCK', quantity: 3 },
    ]);
    await control.cancelLines(order.number, lines);
    await control.captureShipment(shipment.id);
    await control.shipShipment(shipment.id);
    const second = await control.createShipment(order.number, { isGoodToGo: true });
    expect(second.lines.map(({ quantity }) => quantity)).toEqual([1, 1, 3]);
    const { orders } = await control.state();
    expect(orders[0]?.shipments.map(({ totalMinor }) => totalMinor)).toEqual([99_999, 99_999]);

    const [shippedOutfit, shippedJacket] = shipment.lines;
    await expect(
      control.createReturn(shipment.id, { lines: [{ shipmentLineId: shippedJacket?.id ?? 0, quantity: 1 }] }),
    ).rejects.toThrow('A bundle goes as a whole');
    await control.createReturn(shipment.id, { lines: [{ shipmentLineId: shippedOutfit?.id ?? 0, quantity: 1 }] });
    expect((await control.state()).returns).toMatchObject([{ totalMinor: 99_999, lines: [{}, {}, { quantity: 3 }] }]);
  });
});
