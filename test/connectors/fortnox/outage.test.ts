import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MaybeDoneError, NotDoneError } from '../../../src/connectors/call-errors.ts';
import type { Erp } from '../../../src/connectors/erp/erp.ts';
import { createFortnox } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import { FORTNOX_LIMITS } from '../../../src/connectors/erp/fortnox/limits.ts';
import { openRecords } from '../../../src/records/records.ts';
import { createPostgresDatabase } from '../../support/databases.ts';
import { rankCorrelation } from '../../support/rank-correlation.ts';
import { DOCUMENT_DATE } from '../erp-contract.ts';
import { lineOf, materialOf } from '../erp-materials.ts';
import { startFortnoxWorld } from './fortnox-world.ts';

const INVOICES = 40;
const APART_MS = 75;
const AWAY_MS = 8_000;
/** A day in seconds: probes after 0.5, 1, 2, 2, ... s instead of 15 s and up to two minutes. */
const OUTAGE_TIMES = { firstMs: 500, longestMs: 2_000 };
const MS_PER_REQUEST = 5_000 / 22;

const keyOf = (invoice: number): string => `acme-S-${String(invoice).padStart(10, '0')}-invoice`;

it('forty invoices that waited for Fortnox, in two processes, are made oldest first within its limit, and it was not hammered', async () => {
  const { location, remove } = await createPostgresDatabase();
  const processes = await Promise.all([1, 2].map(() => openRecords(location)));
  const inHand = new AsyncLocalStorage<string>();
  const { settings, control, simulator } = await startFortnoxWorld(
    { rateLimit: 'on' },
    { limits: FORTNOX_LIMITS, outageTimes: OUTAGE_TIMES, work: () => inHand.getStore() },
  );
  const clients = processes.map(({ sharedState }) => createFortnox({ ...settings, store: sharedState }));
  // Logged in before: this is about invoices.
  await Promise.all(clients.map((erp) => erp.findDocuments('warm')));
  const before = (await control.state()).requestCounts;

  await control.addFault({ kind: 'dropBefore', probability: 1 });
  const material = materialOf([lineOf(1, 12_500)]);
  const waiting = Array.from({ length: INVOICES }, (_, invoice) =>
    inHand.run(`acme/order/${invoice}`, async () => {
      await sleep(invoice * APART_MS);
      const erp = clients[invoice % 2] as Erp;
      await ready(erp);
      await made(erp, invoice, material);
      return performance.now();
    }),
  );
  await sleep(AWAY_MS);
  const during = requestsSince(before, (await control.state()).requestCounts);
  await control.clearFaults();
  const doneAtMs = (await Promise.all(waiting)).toSorted((a, b) => a - b);

  const { invoices, requestCounts, tooManyRequests } = await control.state();
  const all = requestsSince(before, requestCounts);
  const order = invoices
    .toSorted((a, b) => Number(a.DocumentNumber) - Number(b.DocumentNumber))
    .map((invoice) => Number(/S-(\d+)-/.exec(invoice.ExternalInvoiceReference1)?.[1]));
  // The first of all found out that Fortnox was back, whoever it was.
  const correlation = rankCorrelation(placesOf(order.slice(1)));
  const drainMs = (doneAtMs.at(-1) ?? 0) - (doneAtMs[0] ?? 0);
  const pace = ((all - during) * MS_PER_REQUEST) / drainMs;
  console.log(
    `Fortnox away with ${INVOICES} invoices waiting: ${during} requests in ${AWAY_MS / 1000} s, then ` +
      `${Math.round(pace * 100)} % of the limit's pace, rank correlation with age ${correlation.toFixed(3)}`,
  );
  expect(tooManyRequests).toBe(0);
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: INVOICES }, (_, invoice) => invoice));
  // Those that found out, and were under way then; and probes after 0.5, 1, 2, 2, 2 s.
  expect(during).toBeLessThanOrEqual(16);
  expect(correlation).toBeGreaterThan(0.9);
  expect(pace).toBeGreaterThan(1 / 1.3);

  await Promise.all(processes.map((records) => records.close()));
  await simulator.stop();
  await remove();
}, 60_000);

/** As if nobody were missing. */
function placesOf(order: readonly number[]): number[] {
  const sorted = order.toSorted((a, b) => a - b);
  return order.map((invoice) => sorted.indexOf(invoice));
}

type Material = ReturnType<typeof materialOf>;

/** As the activities do it: at once, when it is told to come back, and never blindly after an unclear try. */
async function made(erp: Erp, invoice: number, material: Material): Promise<void> {
  const key = keyOf(invoice);
  for (let isUnclear = false; ;) {
    try {
      if (isUnclear && (await erp.findDocuments(key)).length > 0) return;
      await erp.createDocument({ key, material, documentDate: DOCUMENT_DATE });
      return;
    } catch (error) {
      isUnclear ||= error instanceof MaybeDoneError;
      await sleep((error instanceof NotDoneError ? error.retryAfterMs : undefined) ?? 1_000);
    }
  }
}

async function ready(erp: Erp): Promise<void> {
  await erp.ready().catch((error: NotDoneError) => sleep(error.retryAfterMs));
}

function requestsSince(before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): number {
  const count = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  return count(now) - count(before);
}
