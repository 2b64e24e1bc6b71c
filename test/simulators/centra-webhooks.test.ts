import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { WebhookTroubleInput } from '../../simulators/centra/control-contract.ts';
import { signatureHeader } from '../../simulators/centra/webhooks.ts';
import { JACKET, closers, startCentra, orderAndShipment, capture, until } from './centra-client.ts';

const SECRET = 'a-webhook-secret';

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

  it('hold 100 events at most', async () => {
    const { url, calls } = await receiver();
    const centra = await startCentra({ webhook: { url, secret: SECRET }, webhookDelayMs: 1_500 });
    await Promise.all(Array.from({ length: 150 }, () => centra.control.placeOrder({ lines: [JACKET] })));
    await until(
      async () => calls.flatMap(eventsOf),
      (events) => events.length === 150,
    );
    expect(Math.max(...calls.map((call) => eventsOf(call).length))).toBe(100);
  });

  /** Tells of 40 orders, one call after the other, and returns the order numbers as they were heard of. */
  async function heardOf(trouble: WebhookTroubleInput, count: number) {
    const { url, calls } = await receiver();
    const centra = await startCentra({ webhook: { url, secret: SECRET }, webhookDelayMs: 0 });
    await centra.control.setWebhookTrouble(trouble);
    for (let number = 1; number <= 40; number += 1) await centra.control.placeOrder({ number, lines: [JACKET] });
    const told = () => calls.flatMap(eventsOf).map((event) => event.id);
    await until(
      async () => told(),
      (ids) => ids.length === count,
    );
    return { told: told(), webhooks: (await centra.control.state()).webhooks };
  }
  const ALL = Array.from({ length: 40 }, (_, index) => index + 1);

  it('are lost by chance, the same ones for a seed', async () => {
    const { url, calls } = await receiver();
    const centra = await startCentra({ webhook: { url, secret: SECRET } });
    await centra.control.setWebhookTrouble({ lost: 1 });
    await centra.control.placeOrder({ number: 1, lines: [JACKET] });
    await centra.control.setWebhookTrouble({ lost: 0.5 });
    const missing: number[][] = [];
    for (let run = 0; run < 2; run += 1) {
      calls.splice(0);
      await centra.control.setFaultSeed(9);
      const before = (await centra.control.state()).webhooks.lost;
      const placed: number[] = [];
      for (let asked = 0; asked < 20; asked += 1) {
        placed.push((await centra.control.placeOrder({ lines: [JACKET] })).number);
      }
      const { lost } = (await centra.control.state()).webhooks;
      await until(
        async () => calls.flatMap(eventsOf),
        (events) => events.length === 20 - (lost - before),
      );
      const heard = new Set(calls.flatMap(eventsOf).map((event) => event.id));
      missing.push(placed.flatMap((number, index) => (heard.has(number) ? [] : [index])));
    }
    expect(missing[0]?.length).toBeGreaterThan(3);
    expect(missing[1]).toEqual(missing[0]);
  });

  it('are doubled: the second time in a later call', async () => {
    const { told, webhooks } = await heardOf({ doubled: 1 }, 80);
    for (const id of ALL) expect(told.filter((each) => each === id)).toHaveLength(2);
    expect(webhooks.doubled).toBe(40);
  });

  it('overtake each other, and still all come', async () => {
    const { told, webhooks } = await heardOf({ shuffled: 0.5 }, 40);
    expect(told).not.toEqual(ALL);
    expect(told.toSorted((a, b) => a - b)).toEqual(ALL);
    expect(webhooks.shuffled).toBeGreaterThan(8);
  });

  it('meet no trouble with a chance that is none', async () => {
    const { control } = await startCentra();
    await expect(control.setWebhookTrouble({ lost: 2 })).rejects.toThrow('lost must be a number from 0 to 1');
  });
});
