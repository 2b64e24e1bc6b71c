import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
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
});
