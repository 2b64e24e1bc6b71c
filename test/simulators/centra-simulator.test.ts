import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createCentraControl, type CentraControl } from '../../simulators/centra/control.ts';
import type { PlaceOrderInput } from '../../simulators/centra/control-contract.ts';
import { ALL_PERMISSIONS } from '../../simulators/centra/permissions.ts';
import { GROWTH_QUOTAS } from '../../simulators/centra/rate-limit.ts';
import { startCentraSimulator, type CentraSimulatorOptions } from '../../simulators/centra/server.ts';
import { signatureHeader } from '../../simulators/centra/webhooks.ts';

const TOKEN = 'a-token';
const SECRET = 'a-webhook-secret';

const JACKET = { sku: 'JKT-M', productName: 'Jacket', quantity: 1, unitPrice: 1250, taxPercent: 25 };
const SHIRTS = { sku: 'TEE-M', productName: 'T-shirt', quantity: 3, unitPrice: 33.33, lineValue: 100, taxPercent: 25 };

/** The parts of answers that tests take apart; whole answers are compared as they come. */
interface Data {
  readonly orders: readonly { readonly number: number; readonly status: string; readonly paymentHistory: unknown }[];
  readonly orderConnection: {
    readonly edges: readonly { readonly node: { readonly number: number } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
  readonly shipments: readonly { readonly isCaptured: boolean; readonly lines: unknown }[];
  readonly returns: readonly { readonly refundPaymentHistory: readonly unknown[] }[];
  readonly rateLimits: readonly unknown[];
  readonly confirmOrder: Payload;
  readonly updateDirectToConsumerOrder: Payload;
  readonly createShipment: Payload;
  readonly updateShipment: Payload;
  readonly captureShipment: Payload;
  readonly completeShipment: Payload;
  readonly completeReturn: Payload;
  readonly refundReturn: Payload;
}

interface Payload {
  readonly userErrors: readonly { readonly message: string }[];
  readonly shipment?: unknown;
  readonly return?: unknown;
}

interface Body {
  readonly data: Data;
  readonly errors: readonly { readonly message: string; readonly extensions?: { readonly category: string } }[];
  readonly extensions: { readonly complexity: number; readonly permissionsUsed: readonly string[] };
}

interface Centra {
  readonly control: CentraControl;
  readonly graphqlUrl: string;
  readonly post: (body: unknown, token?: string) => Promise<{ status: number; headers: Headers; body: Body }>;
  /** The data of a query that is expected to succeed. */
  readonly ask: (query: string, variables?: object) => Promise<Data>;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function startCentra(options: Partial<CentraSimulatorOptions> = {}): Promise<Centra> {
  const simulator = await startCentraSimulator({ token: TOKEN, rateLimits: 'off', webhookDelayMs: 5, ...options });
  closers.push(() => simulator.stop());
  const post: Centra['post'] = async (body, token = TOKEN) => {
    const response = await fetch(simulator.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
  return {
    control: createCentraControl(simulator.controlUrl),
    graphqlUrl: simulator.graphqlUrl,
    post,
    ask: async (query, variables = {}) => {
      const { status, body } = await post({ query, variables });
      expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
      return body.data;
    },
  };
}

/** An order of one jacket and three T-shirts, and a shipment of all of it. */
async function orderAndShipment({ control }: Centra, order: Partial<PlaceOrderInput> = {}) {
  const placed = await control.placeOrder({ lines: [JACKET, SHIRTS], ...order });
  const shipment = await control.createShipment(placed.number, { isGoodToGo: true });
  return { order: placed, shipment };
}

const CAPTURE = `mutation capture($id: Int!) { captureShipment(id: $id) {
  shipment { isCaptured isPaid capturedAt paidAt capturedValue { value } }
  paymentHistoryEntry { entryType status value { value } }
  userErrors { message path }
  userWarnings { message path }
} }`;

const capture = async (centra: Centra, id: number): Promise<Payload> =>
  (await centra.ask(CAPTURE, { id })).captureShipment;

async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(10)) {
    const seen = await look();
    if (isSo(seen)) return seen;
  }
  throw new Error('it did not come to be as expected within 10 seconds');
}

describe('whoever asks', () => {
  it('needs a valid token', async () => {
    const centra = await startCentra();
    expect((await centra.post({ query: '{ rateLimits { quota } }' }, 'expired')).status).toBe(403);
  });

  it('is told which permission is missing, and gets no data', async () => {
    const permissions = ALL_PERMISSIONS.filter((permission) => permission !== 'Order:read');
    const centra = await startCentra({ permissions });
    const { body } = await centra.post({ query: '{ orderConnection(first: 1) { totalCount } }' });
    expect(body.errors).toMatchObject([
      {
        message: 'You need Order:read permission to access orderConnection.',
        extensions: { category: 'authorization' },
      },
    ]);
    expect(body).not.toHaveProperty('data');
    expect(body.extensions.permissionsUsed).toContain('Order:read');
  });

  it('changes nothing without the permission to write', async () => {
    const centra = await startCentra({ permissions: ALL_PERMISSIONS.filter((each) => each !== 'Shipment:write') });
    const { shipment } = await orderAndShipment(centra);
    const { body } = await centra.post({ query: CAPTURE, variables: { id: shipment.id } });
    expect(body.errors[0]?.extensions?.category).toBe('authorization');
    expect((await centra.control.state()).captures).toEqual([]);
  });

  it.each([
    ['an unknown field', { query: '{ orders { colour } }' }],
    ['an unknown filter', { query: '{ orders(where: { colour: "red" }) { id } }' }],
    ['a syntax error', { query: '{ orders {' }],
    [
      'a variable of a wrong type',
      { query: 'query q($id: Int!) { shipments(where: { id: [$id] }) { id } }', variables: { id: 'x' } },
    ],
    ['a date that is none', { query: '{ orders(where: { updatedAt: { from: "someday" } }) { id } }' }],
    ['no query', {}],
    ['what is not JSON', '{"query": '],
  ])('is refused with 400 for %s', async (_what, body) => {
    const centra = await startCentra();
    const answer = await centra.post(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).not.toHaveLength(0);
  });

  it('learns complexity, permissions used and version with each answer, and may introspect', async () => {
    const centra = await startCentra();
    const small = await centra.post({ query: '{ orders(limit: 1) { id } __schema { queryType { name } } }' });
    const big = await centra.post({ query: '{ orders(limit: 200) { id lines { id } } }' });
    expect(small.body.data).toMatchObject({ __schema: { queryType: { name: 'Query' } } });
    expect(small.body.extensions).toEqual({ complexity: 2, permissionsUsed: ['Order:read'], appVersion: 'v1.60.0' });
    expect(big.body.extensions.complexity).toBeGreaterThan(1_000);
  });

  it('gets at most 200 of a list, page by page', async () => {
    const centra = await startCentra();
    for (let number = 1; number <= 12; number += 1) await centra.control.placeOrder({ number, lines: [JACKET] });
    for (const limit of [0, 201]) {
      const { body } = await centra.post({ query: `{ orders(limit: ${limit}) { number } }` });
      expect(body.errors[0]?.message).toBe('Limit must be in range 1 - 200');
    }
    const numbers = async (paging: string) =>
      (await centra.ask(`{ orders(${paging}) { number } }`)).orders.map((order) => order.number);
    expect(await numbers('limit: 5, page: 3')).toEqual([11, 12]);
    expect(await numbers('limit: 2, sort: [number_DESC]')).toEqual([12, 11]);
    expect(await numbers('where: { number: 7 }')).toEqual([7]);
  });

  it('walks a connection with cursors that stay valid when orders come in', async () => {
    const centra = await startCentra();
    for (let number = 1; number <= 3; number += 1) await centra.control.placeOrder({ number, lines: [JACKET] });
    const walk = `query walk($after: String) { orderConnection(first: 2, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { number } } } }`;
    const { orderConnection: first } = await centra.ask(walk);
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    await centra.control.placeOrder({ number: 4, lines: [JACKET] });
    const { orderConnection: second } = await centra.ask(walk, { after: first.pageInfo.endCursor });
    expect(second.edges.map((edge) => edge.node.number)).toEqual([3, 4]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('finds what changed since an instant, in whichever way the instant is written', async () => {
    let now = new Date('2026-01-15T12:00:00Z');
    const centra = await startCentra({ now: () => now });
    await centra.control.placeOrder({ number: 1, lines: [JACKET] });
    now = new Date('2026-07-15T12:00:00Z');
    await centra.control.placeOrder({ number: 2, lines: [JACKET] });
    for (const from of ['2026-07-15T14:00:00+02:00', '2026-07-15 14:00:00', '2026-07-15T12:00:00Z', 'now', '-1 hour']) {
      const { orders } = await centra.ask(
        `query since($from: DateTimeTz) { orders(where: { updatedAt: { from: $from } }) { number createdAt } }`,
        { from },
      );
      expect(orders).toEqual([{ number: 2, createdAt: '2026-07-15T14:00:00+02:00' }]);
    }
  });
});

describe('names that no source confirms', () => {
  const QUERIES = [
    '{ returns(where: { orderId: ["x"] }) { id } }',
    '{ shipments { totals { shipping { value } } } }',
    '{ orders { grandTotal { valueInCents } } }',
    '{ order(number: 1) { id } }',
  ];

  it.each(QUERIES)('are there by default: %s', async (query) => {
    const centra = await startCentra();
    expect(Object.values(await centra.ask(query))).toHaveLength(1);
  });

  it.each(QUERIES)('are refused with 400 where absent: %s', async (query) => {
    const centra = await startCentra({ unconfirmedNames: 'absent' });
    const { status, body } = await centra.post({ query });
    expect(status).toBe(400);
    expect(body.errors[0]?.message).toMatch(/orderId|totals|valueInCents|number/);
  });

  it('leave the confirmed ones alone', async () => {
    const centra = await startCentra({ unconfirmedNames: 'absent' });
    await orderAndShipment(centra);
    const { returns } = await centra.ask('{ returns(where: { id: [1] }) { id totals { shipping { value } } } }');
    expect(returns).toEqual([]);
    const { shipments } = await centra.ask('{ shipments { lines { appliedTaxRules { taxIncluded { value } } } } }');
    expect(shipments).toHaveLength(1);
  });
});

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
});

describe('amounts', () => {
  it('of a shipment are its lines, freight and fee, less the discount; later shipments carry no freight', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({
      lines: [JACKET, SHIRTS],
      shippingCost: 49,
      handlingCost: 10,
      discount: 59,
    });
    const [jacket] = order.lines;
    await control.createShipment(order.number, { lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }] });
    await control.createShipment(order.number);
    const { shipments } = await ask(`{ shipments {
      number grandTotal { value valueInCents formattedValue currency { code } } net: grandTotal(includingTax: false) { value }
      totals { shipping { value } handling { value } discounts { value } taxIncluded { value } discountTaxRules { taxIncluded { value } } }
      lines { quantity lineValue { value } unitPrice { value } appliedTaxRules { rule { taxPercent } taxIncluded { value } taxAdded { value } } }
    } }`);
    expect(shipments).toEqual([
      {
        number: `${order.number}-1`,
        grandTotal: { value: 1250, valueInCents: 125_000, formattedValue: '1 250.00 SEK', currency: { code: 'SEK' } },
        net: { value: 1000 },
        totals: {
          shipping: { value: 49 },
          handling: { value: 10 },
          discounts: { value: 59 },
          taxIncluded: { value: 250 },
          discountTaxRules: [{ taxIncluded: { value: -11.8 } }],
        },
        lines: [
          {
            quantity: 1,
            lineValue: { value: 1250 },
            unitPrice: { value: 1250 },
            appliedTaxRules: [{ rule: { taxPercent: 25 }, taxIncluded: { value: 250 }, taxAdded: { value: 0 } }],
          },
        ],
      },
      {
        number: `${order.number}-2`,
        grandTotal: { value: 100, valueInCents: 10_000, formattedValue: '100.00 SEK', currency: { code: 'SEK' } },
        net: { value: 80 },
        totals: {
          shipping: { value: 0 },
          handling: { value: 0 },
          discounts: { value: 0 },
          taxIncluded: { value: 20 },
          discountTaxRules: [],
        },
        lines: [
          {
            quantity: 3,
            // Three at 33.33 are 99.99; the line's value rules.
            lineValue: { value: 100 },
            unitPrice: { value: 33.33 },
            appliedTaxRules: [{ rule: { taxPercent: 25 }, taxIncluded: { value: 20 }, taxAdded: { value: 0 } }],
          },
        ],
      },
    ]);
  });

  it('of a line add up, however its units are split over shipments', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [SHIRTS] });
    const lineId = order.lines[0]?.id ?? 0;
    for (let unit = 1; unit <= 3; unit += 1) {
      await control.createShipment(order.number, { lines: [{ lineId, quantity: 1 }] });
    }
    const { orders } = await control.state();
    expect(orders[0]?.shipments.map((shipment) => shipment.totalMinor)).toEqual([3_333, 3_334, 3_333]);
  });

  it('of a wholesale order have their tax added', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({
      type: 'wholesale',
      lines: [{ ...JACKET, unitPrice: 99.99, quantity: 2 }],
    });
    await control.createShipment(order.number);
    const { shipments } =
      await ask(`{ shipments { __typename grandTotal { value } net: grandTotal(includingTax: false) { value }
      totals { taxAdded { value } taxIncluded { value } } order { __typename } } }`);
    expect(shipments).toEqual([
      {
        __typename: 'WholesaleShipment',
        grandTotal: { value: 249.98 },
        net: { value: 199.98 },
        totals: { taxAdded: { value: 50 }, taxIncluded: { value: 0 } },
        order: { __typename: 'WholesaleOrder' },
      },
    ]);
  });

  it('of a shipment change when a person edits it', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [SHIRTS] });
    const shipment = await control.createShipment(order.number);
    await control.changeShipmentLine(shipment.id, shipment.lines[0]?.id ?? 0, { quantity: 2 });
    const { orders } = await control.state();
    expect(orders[0]?.shipments[0]).toMatchObject({ totalMinor: 6_667, lines: [{ quantity: 2 }] });
    await expect(control.changeShipmentLine(shipment.id, shipment.lines[0]?.id ?? 0, { quantity: 4 })).rejects.toThrow(
      '3 units at most',
    );
  });

  it('name the warehouse that each line is taken from', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({
      lines: [{ ...JACKET, warehouse: 'Borås' }, SHIRTS],
    });
    await control.createShipment(order.number);
    const { shipments } = await ask(
      '{ shipments { lines { allocations(limit: 200) { quantity warehouse { name } } } } }',
    );
    expect(shipments[0]?.lines).toEqual([
      { allocations: [{ quantity: 1, warehouse: { name: 'Borås' } }] },
      { allocations: [{ quantity: 3, warehouse: { name: 'Main warehouse' } }] },
    ]);
  });
});

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

describe('a shipment', () => {
  it('is held back by withdrawing good to go, and completed by whoever ships it', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await capture(centra, shipment.id);
    const update = `mutation update($id: Int!, $go: Boolean) { updateShipment(id: $id, input: { isGoodToGo: $go }) {
      shipment { isGoodToGo } userErrors { message } } }`;
    const complete = `mutation complete($id: Int!, $at: DateTimeTz) { completeShipment(id: $id, input: { shippedAt: $at,
      shipmentInfo: { carrier: "PostNord", trackingNumber: "T1" } }) {
      shipment { isShipped shippedAt trackingNumber carrierInformation { carrierName } } userErrors { message } } }`;
    const id = shipment.id;

    expect((await centra.ask(update, { id, go: false })).updateShipment.shipment).toEqual({ isGoodToGo: false });
    expect((await centra.ask(complete, { id })).completeShipment.userErrors[0]?.message).toContain('not good to go');
    await centra.ask(update, { id, go: true });
    const future = (await centra.ask(complete, { id, at: '+1 day' })).completeShipment;
    expect(future.userErrors[0]?.message).toContain('future');
    const done = (await centra.ask(complete, { id, at: '2026-01-09T15:18:33+01:00' })).completeShipment;
    expect(done).toEqual({
      shipment: {
        isShipped: true,
        shippedAt: '2026-01-09T15:18:33+01:00',
        trackingNumber: 'T1',
        carrierInformation: { carrierName: 'PostNord' },
      },
      userErrors: [],
    });
    expect((await centra.ask(complete, { id })).completeShipment.userErrors[0]?.message).toContain('already shipped');
    expect((await centra.ask(update, { id, go: false })).updateShipment.userErrors).toHaveLength(1);
  });

  it('can be deleted until it is paid; its number is not given out again', async () => {
    const centra = await startCentra();
    const { order, shipment } = await orderAndShipment(centra);
    await centra.control.deleteShipment(shipment.id);
    const next = await centra.control.createShipment(order.number);
    expect(next.number).toBe(`${order.number}-2`);
    await centra.control.markPaid(next.id);
    await expect(centra.control.deleteShipment(next.id)).rejects.toThrow('cannot be deleted');
  });

  it('is updated as a whole or not at all', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await capture(centra, shipment.id);
    const before = (await centra.control.state()).orders;
    const { updateShipment } = await centra.ask(
      `mutation { updateShipment(id: ${shipment.id}, input: { isGoodToGo: false, isPaid: false }) { userErrors { path } } }`,
    );
    expect(updateShipment.userErrors).toEqual([{ path: ['input', 'isPaid'] }]);
    expect((await centra.control.state()).orders).toEqual(before);
  });
});

describe('a return', () => {
  async function shipped(centra: Centra, order: Partial<PlaceOrderInput> = {}) {
    const { shipment } = await orderAndShipment(centra, order);
    await capture(centra, shipment.id);
    await centra.control.shipShipment(shipment.id);
    return shipment;
  }

  const RETURNS = `{ returns { id returnStatus grandTotal { value } returnedToStock
    totals { lineValues { value } shipping { value } returnCost { value } taxIncluded { value } }
    lines { quantity lineValue { value } shipmentLine { id returnedQuantity } }
    refundPaymentHistory { entryType value { value } } shipment { id } order { number } } }`;

  it('comes to what the customer gets back', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra, { shippingCost: 49 });
    const shirts = shipment.lines.find((line) => line.sku === 'TEE-M');
    await centra.control.createReturn(shipment.id, {
      lines: [{ shipmentLineId: shirts?.id ?? 0, quantity: 1 }],
      restock: 'remove',
      shippingCost: 49,
      returnCost: 20,
    });
    expect((await centra.ask(RETURNS)).returns).toMatchObject([
      {
        returnStatus: 'PENDING',
        // A T-shirt of 33.33 and the freight of 49, less the fee of 20.
        grandTotal: { value: 62.33 },
        returnedToStock: false,
        totals: {
          lineValues: { value: 33.33 },
          shipping: { value: 49 },
          returnCost: { value: 20 },
          taxIncluded: { value: 12.47 },
        },
        lines: [{ quantity: 1, lineValue: { value: 33.33 }, shipmentLine: { id: shirts?.id, returnedQuantity: 1 } }],
        refundPaymentHistory: [],
        shipment: { id: shipment.id },
      },
    ]);
  });

  it('completed moves no money; refunded moves it once', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra);
    const exchange = await centra.control.createReturn(shipment.id, {
      lines: [{ shipmentLineId: shipment.lines[0]?.id ?? 0, quantity: 1 }],
    });
    const complete = `mutation { completeReturn(id: ${exchange.id}) { return { returnStatus } userErrors { message } } }`;
    expect((await centra.ask(complete)).completeReturn.return).toEqual({ returnStatus: 'COMPLETED' });
    expect((await centra.ask(complete)).completeReturn.userErrors[0]?.message).toContain(
      'already has completed status',
    );

    const refund = await centra.control.createReturn(shipment.id);
    const refundIt = `mutation { refundReturn(id: ${refund.id}) { return { returnStatus } userErrors { message }
      paymentHistoryEntry { entryType value { value } return { id } } } }`;
    expect((await centra.ask(refundIt)).refundReturn).toEqual({
      return: { returnStatus: 'COMPLETED' },
      userErrors: [],
      paymentHistoryEntry: { entryType: 'REFUND', value: { value: 100 }, return: { id: refund.id } },
    });
    expect((await centra.ask(refundIt)).refundReturn.userErrors).toHaveLength(1);
    const { returns } = await centra.ask(RETURNS);
    expect(returns.map((each) => each.refundPaymentHistory.length)).toEqual([0, 1]);
  });

  it('can be reopened and deleted, and takes no more than was shipped', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra);
    const { id } = await centra.control.createReturn(shipment.id);
    await expect(
      centra.control.createReturn(shipment.id, {
        lines: [{ shipmentLineId: shipment.lines[0]?.id ?? 0, quantity: 1 }],
      }),
    ).rejects.toThrow('0 units left to return');
    await centra.control.completeReturn(id);
    await centra.control.uncompleteReturn(id);
    expect((await centra.control.state()).returns[0]?.status).toBe('PENDING');
    await centra.control.deleteReturn(id);
    expect((await centra.ask('{ returns { id } }')).returns).toEqual([]);
    await expect(centra.control.completeReturn(id)).rejects.toThrow('404');
  });

  it('needs a shipment that was sent', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await expect(centra.control.createReturn(shipment.id)).rejects.toThrow('not shipped');
  });
});

describe('webhooks', () => {
  it('are signed as documented', () => {
    expect(signatureHeader('test123', 12_345_678, 'payload=%7B%22x%22%3A%22test%22%7D')).toBe(
      't=12345678,v1=0b9cd84f5d583e5e1aadfb9f160aa8080b51d5b85ff85808d6b75bdac356c549',
    );
  });

  interface Call {
    readonly contentType: string | undefined;
    readonly signature: string;
    readonly rawBody: string;
  }

  /** A receiver that answers with the statuses given, then with 200. */
  async function receiver(statuses: number[] = []): Promise<{ url: string; calls: Call[] }> {
    const calls: Call[] = [];
    const server: Server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        calls.push({
          contentType: request.headers['content-type'],
          signature: String(request.headers['x-centra-signature']),
          rawBody: Buffer.concat(chunks).toString(),
        });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, calls };
  }

  interface Told {
    readonly type: string;
    readonly action: string;
    readonly date: string;
    readonly id: number;
  }

  const eventsOf = (call: Call): readonly Told[] => {
    const payload = JSON.parse(new URLSearchParams(call.rawBody).get('payload') ?? '') as { readonly events: Told[] };
    return payload.events;
  };

  it('tell, signed and in batches, which order and shipment changed and how', async () => {
    const { url, calls } = await receiver();
    const centra = await startCentra({ webhook: { url, secret: SECRET } });
    const { order, shipment } = await orderAndShipment(centra);
    await capture(centra, shipment.id);
    await centra.control.shipShipment(shipment.id);
    const { id } = await centra.control.createReturn(shipment.id);
    await centra.control.completeReturn(id);
    await until(
      async () => calls.flatMap(eventsOf),
      (events) => events.some((event) => event.type === 'return' && event.action === 'complete'),
    );
    const told = calls.flatMap(eventsOf);
    expect(told).toEqual(
      expect.arrayContaining([
        { type: 'order', action: 'insert', date: expect.any(String), id: order.number },
        { type: 'order', action: 'update', date: expect.any(String), id: order.number },
        { type: 'shipment', action: 'create', date: expect.any(String), id: shipment.id },
        { type: 'shipment', action: 'good_to_go', date: expect.any(String), id: shipment.id },
        { type: 'shipment', action: 'update', date: expect.any(String), id: shipment.id },
        { type: 'shipment', action: 'complete', date: expect.any(String), id: shipment.id },
        { type: 'return', action: 'create', date: expect.any(String), id },
      ]),
    );
    for (const { date } of told) expect(date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    for (const call of calls) {
      const timestamp = Number(/^t=(\d+),/.exec(call.signature)?.[1]);
      expect(call.signature).toBe(signatureHeader(SECRET, timestamp, call.rawBody));
      expect(Math.abs(Date.now() / 1_000 - timestamp)).toBeLessThan(60);
      expect(call.contentType).toBe('application/x-www-form-urlencoded');
    }
  });

  it('are lost when the receiver fails, and the loss is counted', async () => {
    const { url } = await receiver([500]);
    const centra = await startCentra();
    await centra.control.setWebhook({ url, secret: SECRET });
    await centra.control.placeOrder({ lines: [JACKET] });
    const { webhooks } = await until(
      () => centra.control.state(),
      ({ webhooks: each }) => each.givenUp === 1,
    );
    expect(webhooks.deliveries).toMatchObject([{ attempts: 1, outcome: 'givenUp', lastStatus: 500 }]);
    await centra.control.placeOrder({ lines: [JACKET] });
    await until(
      () => centra.control.state(),
      ({ webhooks: each }) => each.delivered === 1,
    );
  });

  it('are tried again where retries are set up', async () => {
    const { url, calls } = await receiver([500, 503]);
    const centra = await startCentra({ webhook: { url, secret: SECRET }, webhookRetries: 3, webhookRetryDelayMs: 5 });
    await centra.control.placeOrder({ lines: [JACKET] });
    const { webhooks } = await until(
      () => centra.control.state(),
      ({ webhooks: each }) => each.delivered === 1,
    );
    expect(webhooks.deliveries).toMatchObject([{ attempts: 3, outcome: 'delivered', lastStatus: 200 }]);
    expect(new Set(calls.map((call) => call.rawBody)).size).toBe(1);
  });

  it('can be switched off', async () => {
    const { url, calls } = await receiver();
    const centra = await startCentra({ webhook: { url, secret: SECRET } });
    await centra.control.setWebhook(null);
    await centra.control.placeOrder({ number: 1, lines: [JACKET] });
    await centra.control.setWebhook({ url, secret: SECRET });
    await centra.control.placeOrder({ number: 2, lines: [JACKET] });
    await until(
      async () => calls,
      (each) => each.length > 0,
    );
    expect(calls.flatMap(eventsOf).map((event) => event.id)).toEqual([2]);
  });
});

describe('rate limits', () => {
  const tight = {
    ...GROWTH_QUOTAS,
    REQUEST_COUNT: { TEN_SECONDS: 3, ONE_HOUR: 5_000 },
    MUTATION_COUNT: { TEN_SECONDS: 1, ONE_HOUR: 1_800 },
  };

  it('turn away who asks too often, and say when to come back', async () => {
    const centra = await startCentra({ rateLimits: tight });
    for (let asked = 0; asked < 3; asked += 1) await centra.ask('{ orders { id } }');
    const { status, headers } = await centra.post({ query: '{ orders { id } }' });
    expect(status).toBe(429);
    const resumeInSeconds = Number(headers.get('retry-after')) - Date.now() / 1_000;
    expect(resumeInSeconds).toBeGreaterThan(0);
    expect(resumeInSeconds).toBeLessThan(5);
    expect((await centra.control.state()).rateLimitHits).toBe(1);
  });

  it('count mutations apart, and nothing is done beyond them', async () => {
    const centra = await startCentra({ rateLimits: tight });
    const { shipment } = await orderAndShipment(centra);
    await centra.ask(
      `mutation { updateShipment(id: ${shipment.id}, input: { isGoodToGo: true }) { userErrors { message } } }`,
    );
    expect((await centra.post({ query: CAPTURE, variables: { id: shipment.id } })).status).toBe(429);
    expect((await centra.control.state()).captures).toEqual([]);
  });

  it('can be asked for; the default plan is Growth', async () => {
    const simulator = await startCentraSimulator({ token: TOKEN });
    closers.push(() => simulator.stop());
    const response = await fetch(simulator.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ query: '{ rateLimits { type intervalSeconds quota usedQuota remainingQuota } }' }),
    });
    const { data } = (await response.json()) as Body;
    expect(data.rateLimits).toHaveLength(6);
    expect(data.rateLimits).toContainEqual({
      type: 'REQUEST_COUNT',
      intervalSeconds: 'TEN_SECONDS',
      quota: 60,
      usedQuota: 1,
      remainingQuota: 59,
    });
    expect(data.rateLimits).toContainEqual(
      expect.objectContaining({ type: 'MUTATION_COUNT', intervalSeconds: 'ONE_HOUR', quota: 1_800 }),
    );
  });
});

describe('planned faults', () => {
  it('cut the connection after the money was taken, exactly once', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.addFault({ operation: 'captureShipment', kind: 'commitThenDrop' });
    await expect(centra.post({ query: CAPTURE, variables: { id: shipment.id } })).rejects.toThrow('fetch failed');
    expect((await capture(centra, shipment.id)).userErrors[0]?.message).toContain('already captured');
    expect((await centra.control.state()).captures).toHaveLength(1);
  });

  it.each([
    ['status500', 500, 0],
    ['status429', 429, 0],
    ['expiredToken', 403, 0],
    ['commitThenStatus500', 500, 1],
  ] as const)('of kind %s answer %i with %i captures', async (kind, status, captures) => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.addFault({ operation: 'captureShipment', kind });
    const answer = await centra.post({ query: CAPTURE, variables: { id: shipment.id } });
    expect(answer.status).toBe(status);
    expect((await centra.control.state()).captures).toHaveLength(captures);
  });

  it('cut the connection before anything is done', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.addFault({ operation: 'capture', kind: 'dropBefore' });
    await expect(centra.post({ query: CAPTURE, variables: { id: shipment.id } })).rejects.toThrow('fetch failed');
    expect((await centra.control.state()).captures).toEqual([]);
  });

  it('hit as often as planned, in the order in which they were planned', async () => {
    const centra = await startCentra();
    const statusOf = async () => (await centra.post({ query: '{ orders { id } }' })).status;
    await centra.control.addFault({ operation: 'captureShipment', kind: 'status500' });
    await centra.control.addFault({ operation: 'orders', kind: 'status500', times: 2 });
    await centra.control.addFault({ operation: '*', kind: 'expiredToken' });
    expect([await statusOf(), await statusOf(), await statusOf(), await statusOf()]).toEqual([500, 500, 403, 200]);
    await centra.control.addFault({ operation: '*', kind: 'status500', times: 99 });
    await centra.control.clearFaults();
    expect(await statusOf()).toBe(200);
  });

  it('slow an answer down', async () => {
    const centra = await startCentra();
    await centra.control.addFault({ operation: '*', kind: 'slow', delayMs: 100 });
    const startedAt = performance.now();
    await centra.ask('{ orders { id } }');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95);
  });
});

describe('the control', () => {
  it('counts requests per root field', async () => {
    const centra = await startCentra();
    await centra.ask('{ orders { id } returns { id } }');
    await centra.ask('{ orders { id } }');
    expect((await centra.control.state()).requests).toEqual({ orders: 2, returns: 1 });
  });

  it('says what is wrong with its input', async () => {
    const { control } = await startCentra();
    const place = (input: object) => control.placeOrder({ lines: [JACKET], ...input });
    await expect(place({ lines: [{ ...JACKET, quantity: 0 }] })).rejects.toThrow(
      'lines[0].quantity must be a whole number',
    );
    await expect(place({ colour: 'red' })).rejects.toThrow('colour is not known here');
    await expect(place({ currency: 'XXX' })).rejects.toThrow('Currency XXX is unknown here');
    await expect(place({ createdAt: '2026-01-01 12:00:00' })).rejects.toThrow('createdAt must be an ISO 8601 instant');
    await expect(control.releaseShipment(1)).rejects.toThrow('404');
  });
});
