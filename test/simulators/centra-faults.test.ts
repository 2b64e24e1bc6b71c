import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../simulators/centra/faults.ts';
import { capture, CAPTURE, orderAndShipment, startCentra, until, type Centra } from './centra-client.ts';

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
    ['status499', 499, 0],
    ['missingPermission', 200, 0],
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

  it('answer 504 at once and take the money later', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.addFault({ operation: 'captureShipment', kind: 'commitLate', delayMs: 150 });
    const startedAt = performance.now();
    expect((await centra.post({ query: CAPTURE, variables: { id: shipment.id } })).status).toBe(504);
    expect(performance.now() - startedAt).toBeLessThan(140);
    const { captures, faults } = await centra.control.state();
    expect({ captures, faults }).toMatchObject({ captures: [], faults: { lateCommits: 1 } });
    const later = await until(
      () => centra.control.state(),
      (state) => state.captures.length > 0,
    );
    expect(later).toMatchObject({ captures: [{ amountMinor: 135_000 }], faults: { lateCommits: 0 } });
    expect((await capture(centra, shipment.id)).userErrors[0]?.message).toContain('already captured');
  });

  it('warn of what succeeds all the same', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.addFault({ operation: 'captureShipment', kind: 'warn', message: 'Gift card service is slow' });
    expect(await capture(centra, shipment.id)).toMatchObject({
      shipment: { isCaptured: true },
      userErrors: [],
      userWarnings: [{ message: 'Gift card service is slow', path: null }],
    });
  });
});

describe('faults by chance', () => {
  const QUERY = { query: '{ orders { id } }' };
  const statusesOf = async (centra: Centra, count: number): Promise<number[]> => {
    const statuses: number[] = [];
    for (let asked = 0; asked < count; asked += 1) statuses.push((await centra.post(QUERY)).status);
    return statuses;
  };

  it('are the same for the same seed and the same requests, and others for another seed', async () => {
    const rule = { operation: 'orders', kind: 'status500', probability: 0.3 } as const;
    const runs = await Promise.all(
      [7, 7, 8].map(async (faultSeed) => {
        const centra = await startCentra({ faultSeed });
        await centra.control.addFault(rule);
        return statusesOf(centra, 60);
      }),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
    const failures = runs[0]?.filter((status) => status === 500).length;
    expect(failures).toBeGreaterThan(8);
    expect(failures).toBeLessThan(30);
  });

  it('start over when the seed is set, last until they are cleared, and are counted', async () => {
    const centra = await startCentra();
    await centra.control.addFault({ operation: '*', kind: 'status500', probability: 0.5 });
    await centra.control.setFaultSeed(3);
    const first = await statusesOf(centra, 20);
    await centra.control.setFaultSeed(3);
    expect(await statusesOf(centra, 20)).toEqual(first);
    await centra.control.clearFaults();
    expect(await statusesOf(centra, 20)).toEqual(Array.from({ length: 20 }, () => 200));
    const failures = first.filter((status) => status === 500).length;
    expect((await centra.control.state()).faults).toEqual({
      met: { status500: 2 * failures },
      active: [],
      lateCommits: 0,
    });
  });

  it('do not move when a rule for something else is added', async () => {
    const centra = await startCentra({ faultSeed: 5 });
    await centra.control.addFault({ operation: 'orders', kind: 'status500', probability: 0.5 });
    const alone = await statusesOf(centra, 20);
    const other = await startCentra({ faultSeed: 5 });
    await other.control.addFault({ operation: 'returns', kind: 'status500', probability: 0.5 });
    await other.control.addFault({ operation: 'orders', kind: 'status500', probability: 0.5 });
    const together: number[] = [];
    for (let asked = 0; asked < 20; asked += 1) {
      await other.post({ query: '{ returns { id } }' });
      together.push((await other.post(QUERY)).status);
    }
    expect(together).toEqual(alone);
  });

  it('come in bursts: so many in a row once one is hit', async () => {
    const centra = await startCentra({ faultSeed: 11 });
    await centra.control.addFault({ operation: '*', kind: 'status429', probability: 0.1, times: 4, delayMs: 0 });
    const runs = (await statusesOf(centra, 120)).join(' ').match(/429(?: 429)*/g) ?? [];
    expect(runs.length).toBeGreaterThan(1);
    for (const run of runs.slice(0, -1)) expect(run.split(' ').length % 4).toBe(0);
  });

  it('are there in every kind', async () => {
    const centra = await startCentra();
    for (const kind of FAULT_KINDS) {
      await centra.control.addFault({ operation: 'captureShipment', kind, probability: 1, delayMs: 0, message: 'No' });
      const { shipment } = await orderAndShipment(centra);
      await centra.post({ query: CAPTURE, variables: { id: shipment.id } }).catch(() => undefined);
      await centra.control.clearFaults();
    }
    const everyKindOnce = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 1]));
    expect((await centra.control.state()).faults.met).toEqual(everyKindOnce);
  });

  it.each([
    ['probability', { probability: 1.5 }],
    ['probability', { probability: '0.5' }],
    ['times', { times: 0 }],
    ['delayMs', { delayMs: -1 }],
    ['kind', { kind: 'explode' }],
  ])('are refused with a wrong %s: %o', async (field, wrong) => {
    const { control } = await startCentra();
    const rule = { operation: '*', kind: 'status500', ...wrong } as Parameters<typeof control.addFault>[0];
    await expect(control.addFault(rule)).rejects.toThrow(new RegExp(`400.*${field} must`));
  });
});
