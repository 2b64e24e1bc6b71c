import { describe, expect, it, vi } from 'vitest';
import { accessTokenIn, refusal, useFortnox, type Answer } from './fortnox-world.ts';

const fortnox = useFortnox();
const { start, restart, ask, logIn, useToken, postInvoice } = fortnox;

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
