import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ALL_PERMISSIONS } from '../../simulators/centra/permissions.ts';
import { GROWTH_QUOTAS } from '../../simulators/centra/rate-limit.ts';
import { startCentraSimulator } from '../../simulators/centra/server.ts';
import { TOKEN, JACKET, CAPTURE, closers, startCentra, orderAndShipment, type Body } from './centra-client.ts';

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

  it('is told of fields that will go, and of nothing else', async () => {
    const centra = await startCentra();
    const { body } = await centra.post({ query: '{ orders { lines { productSize { GTIN EAN } } } }' });
    expect(body.extensions).toMatchObject({
      deprecatedFieldsUsed: ['Field: GTIN, reason: use EAN instead, date of removal: 2027-12-31'],
    });
    const { body: modern } = await centra.post({ query: '{ orders { lines { productSize { EAN } } } }' });
    expect(modern.extensions).not.toHaveProperty('deprecatedFieldsUsed');
  });

  it('learns the version also with a refusal', async () => {
    const centra = await startCentra();
    const unreadable = await centra.post({ query: '{ orders { colour } }' });
    expect(unreadable.body.extensions).toEqual({ complexity: 0, permissionsUsed: [], appVersion: 'v1.60.0' });
    expect((await centra.post({ query: '{ orders { id } }' }, 'wrong')).body.extensions).toBeDefined();
  });

  it('is told in GraphQL’s words which name is unknown', async () => {
    const centra = await startCentra();
    const messageFor = async (query: string) => (await centra.post({ query })).body.errors[0]?.message;
    expect(await messageFor('{ orders { colour } }')).toBe('Cannot query field "colour" on type "Order".');
    expect(await messageFor('{ shipments(colour: 1) { id } }')).toBe(
      'Unknown argument "colour" on field "Query.shipments".',
    );
    expect(await messageFor('{ orders(where: { colour: 1 }) { id } }')).toBe(
      'Field "colour" is not defined by type "OrderFilter".',
    );
    expect(await messageFor('{ shipments(where: { isShipped: "yes" }) { id } }')).toBe(
      'Boolean cannot represent a non boolean value: "yes"',
    );
    expect(await messageFor('{ orders(where: { status: [LOST] }) { id } }')).toBe(
      'Value "LOST" does not exist in "OrderStatus" enum.',
    );
  });

  it('may show its token in a cookie', async () => {
    const centra = await startCentra();
    const response = await fetch(centra.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `lang=sv; graphql-access=${TOKEN}` },
      body: JSON.stringify({ query: '{ rateLimits { quota } }' }),
    });
    expect(response.status).toBe(200);
  });

  it('is turned away once the token has expired, until there is another', async () => {
    let now = new Date('2026-01-31T12:00:00Z');
    const centra = await startCentra({ now: () => now, tokenExpiresAt: new Date('2026-02-01T00:00:00Z') });
    const statusWith = async (token?: string) => (await centra.post({ query: '{ orders { id } }' }, token)).status;
    expect(await statusWith()).toBe(200);
    now = new Date('2026-02-01T00:00:00Z');
    expect(await statusWith()).toBe(403);
    await centra.control.setToken({ token: 'renewed', expiresAt: null });
    expect(await statusWith()).toBe(403);
    expect(await statusWith('renewed')).toBe(200);
    await centra.control.setToken({ expiresAt: '2026-01-01T00:00:00Z' });
    expect(await statusWith('renewed')).toBe(403);
  });

  it('loses a permission when a person takes it away; the answer may be 200 or 403', async () => {
    const centra = await startCentra();
    await centra.control.setToken({ permissions: ['Shipment:read'] });
    const ask = () => centra.post({ query: '{ orders { id } }' });
    expect((await ask()).status).toBe(200);
    await centra.control.setBehaviour({ missingPermissionStatus: 403 });
    const { status, body } = await ask();
    expect(status).toBe(403);
    expect(body.errors).toMatchObject([{ message: 'You need Order:read permission to access orders.' }]);
  });

  it.each(['orders', 'shipments', 'returns', 'warehouses', 'currencies'])(
    'gets 1 to 200 of %s at once, from page 1',
    async (list) => {
      const centra = await startCentra();
      for (const limit of [-1, 0, 201]) {
        const { body } = await centra.post({ query: `{ ${list}(limit: ${limit}) { id } }` });
        expect(body.errors).toMatchObject([{ message: 'Limit must be in range 1 - 200', path: [list] }]);
      }
      const { body } = await centra.post({ query: `{ ${list}(limit: 200, page: 0) { id } }` });
      expect(body.errors).toMatchObject([{ message: 'Page must be 1 or greater.' }]);
      expect((await centra.post({ query: `{ ${list}(limit: 200, page: 1) { id } }` })).body.errors).toBeUndefined();
    },
  );

  it.each(['orderConnection', 'shipmentConnection', 'returnConnection'])(
    'gets 1 to 200 of %s at once, from one end',
    async (connection) => {
      const centra = await startCentra();
      const errorsOf = async (paging: string) =>
        (await centra.post({ query: `{ ${connection}(${paging}) { totalCount } }` })).body.errors;
      for (const paging of ['first: 0', 'first: 201', 'last: 201']) {
        expect(await errorsOf(paging)).toMatchObject([{ message: 'Limit must be in range 1 - 200' }]);
      }
      expect(await errorsOf('first: 1, last: 1')).toHaveLength(1);
      expect(await errorsOf('first: 1, after: "nonsense"')).toHaveLength(1);
      expect(await errorsOf('first: 200')).toBeUndefined();
    },
  );

  it('gets all of a list that has no limit', async () => {
    const centra = await startCentra();
    const lines = Array.from({ length: 12 }, (_, index) => ({ ...JACKET, sku: `JKT-${index}` }));
    const order = await centra.control.placeOrder({ lines });
    for (const { id } of order.lines) {
      await centra.control.createShipment(order.number, { lines: [{ lineId: id, quantity: 1 }] });
    }
    const { orders } = await centra.ask('{ orders { lines { id } shipments { id } } }');
    const [found] = orders as unknown as { lines: unknown[]; shipments: unknown[] }[];
    expect([found?.lines.length, found?.shipments.length]).toEqual([12, 12]);
  });

  it('finds by country, currency, store, what is set, what is not, and any text', async () => {
    const centra = await startCentra();
    const swedish = await centra.control.placeOrder({ lines: [JACKET] });
    const british = await centra.control.placeOrder({ lines: [JACKET], country: 'GB', currency: 'GBP' });
    const trade = await centra.control.placeOrder({ lines: [JACKET], type: 'wholesale' });
    await centra.control.createShipment(swedish.number);
    await centra.control.createShipment(british.number, { isGoodToGo: true });
    await centra.control.createShipment(trade.number);
    const ordersOf = async (where: string) =>
      (
        (await centra.ask(`{ shipments(where: { ${where} }) { order { number } } }`)).shipments as unknown as {
          order: { number: number };
        }[]
      ).map(({ order }) => order.number);
    expect(await ordersOf('currencyId: [6]')).toEqual([british.number]);
    expect(await ordersOf('storeId: [2]')).toEqual([trade.number]);
    expect(await ordersOf('isGoodToGo: false')).toEqual([swedish.number, trade.number]);
    expect(await ordersOf('isGoodToGo: true, storeId: [2], negate: ["isGoodToGo"]')).toEqual([trade.number]);
    expect(await ordersOf('notNull: ["shippedAt"]')).toEqual([]);
    expect(await ordersOf(`search: "${british.number}-1"`)).toEqual([british.number]);
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

  it('include the captured value of anything but a consumer’s shipment', async () => {
    const centra = await startCentra({ unconfirmedNames: 'absent' });
    const { status, body } = await centra.post({ query: '{ shipments { capturedValue { value } } }' });
    expect(status).toBe(400);
    expect(body.errors[0]?.message).toContain('Cannot query field "capturedValue" on type "Shipment"');
    await centra.ask('{ shipments { ... on DirectToConsumerShipment { capturedValue { value } } } }');
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

  it('turn away a question that is too complex at once', async () => {
    const centra = await startCentra({
      rateLimits: { ...GROWTH_QUOTAS, QUERY_COMPLEXITY: { TEN_SECONDS: 1_000, ONE_HOUR: 30_000_000 } },
    });
    const big = await centra.post({ query: '{ orders(limit: 200) { lines { id quantity } } }' });
    expect(big.status).toBe(429);
    expect((await centra.post({ query: '{ orders(limit: 5) { id } }' })).status).toBe(200);
  });

  it.each([
    ['epochSeconds', (header: string) => Number(header) * 1_000],
    ['deltaSeconds', (header: string) => Date.now() + Number(header) * 1_000],
    ['httpDate', (header: string) => (header.endsWith(' GMT') ? Date.parse(header) : NaN)],
    ['iso8601', (header: string) => (/^\d{4}-.*Z$/.test(header) ? Date.parse(header) : NaN)],
  ] as const)('say when to come back as %s', async (retryAfter, instantOf) => {
    const centra = await startCentra({ retryAfter });
    await centra.control.addFault({ operation: '*', kind: 'status429', delayMs: 20_000 });
    const { headers } = await centra.post({ query: '{ orders { id } }' });
    const waitMs = instantOf(headers.get('retry-after') ?? '') - Date.now();
    expect(waitMs).toBeGreaterThan(18_000);
    expect(waitMs).toBeLessThan(22_000);
  });

  it('refuse again whoever comes before the moment that was said, and nobody after it', async () => {
    const centra = await startCentra({ rateLimits: GROWTH_QUOTAS });
    const statusOf = async () => (await centra.post({ query: '{ rateLimits { quota } }' })).status;
    await centra.control.addFault({ operation: '*', kind: 'status429', delayMs: 500 });
    const saidAtMs = Date.now();
    expect(await statusOf()).toBe(429);
    expect(await statusOf()).toBe(429);
    await sleep(saidAtMs + 700 - Date.now());
    expect(await statusOf()).toBe(200);
  });

  it('may not say when to come back', async () => {
    const centra = await startCentra({ retryAfter: 'none' });
    await centra.control.addFault({ operation: '*', kind: 'status429' });
    const { status, headers } = await centra.post({ query: '{ orders { id } }' });
    expect([status, headers.get('retry-after')]).toEqual([429, null]);
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
