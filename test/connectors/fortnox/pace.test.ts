import { expect, it } from 'vitest';
import { createFortnox } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import { FORTNOX_LIMITS } from '../../../src/connectors/erp/fortnox/limits.ts';
import { openRecords } from '../../../src/records/records.ts';
import { createPostgresDatabase } from '../../support/databases.ts';
import { startFortnoxWorld } from './fortnox-world.ts';

/** Fortnox's 300 requests a minute. */
const ALLOWED_PER_SECOND = 5;
const SECONDS = 12;

it('four worker processes together keep Fortnox’s limit busy, and are never refused', async () => {
  const { location, remove } = await createPostgresDatabase();
  const processes = await Promise.all([1, 2, 3, 4].map(() => openRecords(location)));
  const { settings, control, simulator } = await startFortnoxWorld({ rateLimit: 'on' });
  const clients = processes.map(({ sharedState }) =>
    createFortnox({ ...settings, store: sharedState, limits: FORTNOX_LIMITS }),
  );
  const deadlineMs = performance.now() + SECONDS * 1_000;
  let answered = 0;
  const worker = async (erp: (typeof clients)[number]): Promise<void> => {
    while (performance.now() < deadlineMs) {
      await erp.findDocuments('acme-S-0000001902-invoice');
      if (performance.now() < deadlineMs) answered += 1;
    }
  };
  await Promise.all(clients.flatMap((erp) => [worker(erp), worker(erp), worker(erp)]));

  const { tooManyRequests } = await control.state();
  const busy = answered / (ALLOWED_PER_SECOND * SECONDS);
  console.log(`Fortnox's limit: ${Math.round(busy * 100)} % used by four processes, ${tooManyRequests} refused`);
  expect(tooManyRequests).toBe(0);
  expect(busy).toBeGreaterThan(0.75);

  await simulator.stop();
  await Promise.all(processes.map((records) => records.close()));
  await remove();
}, 60_000);
