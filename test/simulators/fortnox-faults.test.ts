import { describe, expect, it, vi } from 'vitest';
import { accessTokenIn, refusal, useFortnox, type Answer } from './fortnox-world.ts';

const fortnox = useFortnox();
const { start, restart, ask, askToken, logIn, useToken, postInvoice } = fortnox;

describe('limits and faults', () => {
  it('lets 25 calls pass in 5 seconds and says nothing about when to come back', async () => {
    await restart({ rateLimit: 'on' });
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask('GET', '/3/currencies')));
    const refusedCalls = answers.filter(({ status }) => status === 429);
    expect(refusedCalls).toHaveLength(5);
    expect(refusedCalls[0]?.headers.get('retry-after')).toBeNull();
    expect(await fortnox.control.state()).toMatchObject({
      tooManyRequests: 5,
      requestCounts: { 'GET /3/currencies': 30 },
    });
  });

  it.each(['commitThenDrop', 'commitThenStatus504'] as const)(
    '%s: it is done and the caller never hears',
    async (kind) => {
      await fortnox.control.addFault({ method: 'POST', path: '/3/invoices', kind });
      const answer = await postInvoice().catch((error: unknown) => error);
      expect(answer instanceof Error || (answer as Answer).status === 504).toBe(true);
      expect((await fortnox.control.state()).invoices).toHaveLength(1);
      expect((await postInvoice()).status).toBe(201);
    },
  );

  it('commitLate: 504 now, done later', async () => {
    await fortnox.control.addFault({ path: '/3/invoices$', kind: 'commitLate', delayMs: 300 });
    expect((await postInvoice()).status).toBe(504);
    expect((await fortnox.control.state()).invoices).toEqual([]);
    await vi.waitFor(async () => expect((await fortnox.control.state()).invoices).toHaveLength(1), { timeout: 3000 });
  });

  it('slow: done and answered, late', async () => {
    await fortnox.control.addFault({ method: 'POST', kind: 'slow', delayMs: 200 });
    const began = performance.now();
    expect((await postInvoice()).status).toBe(201);
    expect(performance.now() - began).toBeGreaterThanOrEqual(190);
  });

  it('dropBefore, errors and refusals: nothing is done, as many times as asked, in order', async () => {
    await fortnox.control.addFault({ method: 'POST', kind: 'dropBefore' });
    await fortnox.control.addFault({ method: 'POST', kind: 'status500', times: 2 });
    await fortnox.control.addFault({ method: 'POST', kind: 'status429' });
    await fortnox.control.addFault({
      method: 'POST',
      kind: 'refuse',
      code: 2001101,
      message: 'Det finns ingen aktiv licens',
    });
    await expect(postInvoice()).rejects.toThrow();
    const statuses = [await postInvoice(), await postInvoice(), await postInvoice()].map(({ status }) => status);
    expect(statuses).toEqual([500, 500, 429]);
    expect(await refusal(postInvoice())).toMatchObject({ code: 2001101 });
    expect(await fortnox.control.state()).toMatchObject({ invoices: [], pendingFaults: [] });
    expect((await postInvoice()).status).toBe(201);
  });

  it('expiredToken: the token is gone, a new one works', async () => {
    await fortnox.control.addFault({ kind: 'expiredToken' });
    expect((await postInvoice()).status).toBe(401);
    expect((await postInvoice()).status).toBe(401);
    useToken(accessTokenIn(await logIn()));
    expect((await postInvoice()).status).toBe(201);
  });

  it('draws faults with a probability from a seed: the same calls fail in the same way', async () => {
    const fates = async (): Promise<(number | 'dropped')[]> => {
      await fortnox.control.addFault({ method: 'POST', path: '/3/invoices', kind: 'commitThenDrop', probability: 0.2 });
      await fortnox.control.addFault({ method: 'POST', path: '/3/invoices', kind: 'status500', probability: 0.3 });
      const answered: (number | 'dropped')[] = [];
      for (let call = 0; call < 40; call++) {
        answered.push(
          await postInvoice().then(
            ({ status }) => status,
            () => 'dropped',
          ),
        );
        // Is not meant by the faults, and so draws nothing.
        await ask('GET', '/3/currencies');
      }
      return answered;
    };
    await restart({ faultSeed: 7 });
    const first = await fates();
    const { faultsMet, invoices, pendingFaults } = await fortnox.control.state();
    expect(new Set(first)).toEqual(new Set([201, 500, 'dropped']));
    expect(faultsMet).toEqual({
      commitThenDrop: first.filter((fate) => fate === 'dropped').length,
      status500: first.filter((fate) => fate === 500).length,
    });
    expect(invoices).toHaveLength(first.filter((fate) => fate !== 500).length);
    expect(pendingFaults).toHaveLength(2);
    await restart({ faultSeed: 7 });
    expect(await fates()).toEqual(first);
    await restart({ faultSeed: 8 });
    expect(await fates()).not.toEqual(first);
    await fortnox.control.clearFaults();
    await fortnox.control.seedFaults(7);
    expect(await fates()).toEqual(first);
  });

  it('lets a fault with a probability last for some calls once it has begun', async () => {
    await fortnox.control.addFault({ method: 'GET', kind: 'status429', probability: 0.1, times: 3 });
    const limited: boolean[] = [];
    for (let call = 0; call < 100; call++) limited.push((await ask('GET', '/3/currencies')).status === 429);
    const bursts =
      limited
        .map((is) => (is ? 'x' : '.'))
        .join('')
        .match(/x+/g) ?? [];
    expect(bursts.length).toBeGreaterThan(1);
    // The last one may be cut off by the end of the calls.
    expect(bursts.slice(0, -1).every((burst) => burst.length % 3 === 0)).toBe(true);
  });

  it('can lose the answer of the token endpoint, whose refresh token is then used up', async () => {
    const refreshToken = await fortnox.control.consent();
    await fortnox.control.addFault({ path: '/oauth-v1/token', kind: 'commitThenDrop' });
    const refresh = (): Promise<Answer> => askToken({ grant_type: 'refresh_token', refresh_token: refreshToken });
    await expect(refresh()).rejects.toThrow();
    expect(await refresh()).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('forgets the faults that were not met', async () => {
    await fortnox.control.addFault({ kind: 'status500', times: 100 });
    await fortnox.control.clearFaults();
    expect((await postInvoice()).status).toBe(201);
  });

  it('says what is wrong with a control', async () => {
    await expect(fortnox.control.addFault({ kind: 'slow' })).rejects.toThrow(/delayMs/);
    await expect(fortnox.control.addFault({ kind: 'status500', path: '(' })).rejects.toThrow(/path/);
    await expect(fortnox.control.lockPeriod('2026-02-30')).rejects.toThrow(/until must be a date/);
    await expect(fortnox.control.setStock('NO-SUCH', 'HL', 1)).rejects.toThrow(/NO-SUCH/);
    const answer = await fetch(`${fortnox.simulator.controlUrl}/faults`, { method: 'POST', body: '{' });
    expect(answer.status).toBe(400);
    expect((await fetch(`${fortnox.simulator.controlUrl}/nothing`)).status).toBe(404);
  });

  it('stops with calls and faults still under way', async () => {
    await fortnox.control.addFault({ method: 'POST', kind: 'slow', delayMs: 60_000 });
    const waiting = postInvoice().catch((error: unknown) => error);
    await vi.waitFor(async () => expect((await fortnox.control.state()).pendingFaults).toEqual([]));
    await fortnox.simulator.stop();
    expect(await waiting).toBeInstanceOf(Error);
    await start();
  });
});
