import { describe, expect, it } from 'vitest';
import { CAPTURE, startCentra, orderAndShipment, capture } from './centra-client.ts';

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
