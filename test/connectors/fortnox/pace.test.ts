import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { NotDoneError } from '../../../src/connectors/call-errors.ts';
import type { Erp } from '../../../src/connectors/erp/erp.ts';
import { createFortnox } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import { FORTNOX_LIMITS } from '../../../src/connectors/erp/fortnox/limits.ts';
import type { SharedStore } from '../../../src/domain/shared-store.ts';
import { openRecords } from '../../../src/records/records.ts';
import { createPostgresDatabase } from '../../support/databases.ts';
import { startFortnoxWorld } from './fortnox-world.ts';

/** Fortnox's 300 requests a minute. */
const ALLOWED_PER_SECOND = 5;
const SECONDS = 12;

it('four worker processes together keep Fortnox’s limit busy, and are never refused', async () => {
  const { location, remove } = await createPostgresDatabase();
  const processes = await Promise.all([1, 2, 3, 4].map(() => openRecords(location)));
  // Simulator and "processes" share this one, so a stall of it squeezes calls as no network does: then it is done again.
  let pace = { refused: 0, busy: 0 };
  for (let round = 1; round <= 3 && !isRight(pace); round += 1) {
    pace = await measured(processes.map(({ sharedState }) => sharedState));
    const percent = Math.round(pace.busy * 100);
    console.log(`Fortnox's limit: ${percent} % used by four processes, ${pace.refused} refused`);
  }
  expect(pace).toSatisfy(isRight);
  await Promise.all(processes.map((records) => records.close()));
  await remove();
}, 90_000);

const isRight = ({ refused, busy }: { refused: number; busy: number }): boolean => refused === 0 && busy > 0.75;

async function measured(stores: readonly SharedStore[]) {
  // A client of its own: what an earlier round has left of the limit must not matter.
  const clientId = `client-${Math.round(performance.now())}`;
  const { settings, control, simulator } = await startFortnoxWorld(
    { rateLimit: 'on', clientId },
    { clientId, limits: FORTNOX_LIMITS },
  );
  const clients = stores.map((store) => createFortnox({ ...settings, store }));
  const deadlineMs = performance.now() + SECONDS * 1_000;
  let answered = 0;
  const worker = async (erp: Erp): Promise<void> => {
    while (performance.now() < deadlineMs) {
      const isAnswered = await erp.findDocuments('acme-S-0000001902-invoice').then(
        () => true,
        (error: unknown) => error instanceof NotDoneError && delay(1_000, false),
      );
      if (isAnswered && performance.now() < deadlineMs) answered += 1;
    }
  };
  await Promise.all(clients.flatMap((erp) => [worker(erp), worker(erp), worker(erp)]));
  const { tooManyRequests } = await control.state();
  await simulator.stop();
  return { refused: tooManyRequests, busy: answered / (ALLOWED_PER_SECOND * SECONDS) };
}
