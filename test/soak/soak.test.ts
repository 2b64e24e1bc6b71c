import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { reportOf } from '../../tools/soak/report.ts';
import type { SoakPlan } from '../../tools/soak/soak-plan.ts';
import { soak } from '../../tools/soak/soak.ts';

/**
 * The soak of a minute. Four companies, because Fortnox's limit of 25 requests in 5 seconds, which is kept, makes sixty
 * shipments last longer in one; everything comes sooner than in earnest, and commits at most 3 seconds late.
 */
const PLAN: SoakPlan = {
  shipments: 60,
  orders: 24,
  seed: 7,
  connections: 4,
  faultsMs: 22_000,
  spread: 0.6,
  faultRate: 2.5,
  settleMs: 150_000,
  workers: 1,
  workerKills: 1,
  temporalKills: 0,
  timeoutMs: 2_000,
  lookAgainAfterSeconds: [1, 4, 9],
  latenessMs: [500, 1_500, 3_000],
  thinkMs: 400,
  sweepAfterMs: 3_000,
  mendAfterMs: 4_000,
};

it('sixty shipments under faults, with the worker killed, come out with equal books', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'shipledger-soak-test-'));
  try {
    const result = await soak(
      PLAN,
      { temporalCli: inject('temporalCli'), postgresUrl: postgresUrl(), directory, say: () => undefined },
      new AbortController().signal,
    );
    // The seed is in the report: `npm run soak -- --seed` has the same bad luck again.
    const isClean = result.audit.tallies.every(({ lost, double, wrong }) => lost + double + wrong === 0);
    expect(isClean && result.troubles.length === 0, reportOf(result)).toBe(true);
    expect(result.met.workerKills).toBe(1);
    // How many calls there are to meet faults depends on how fast the machine is.
    expect(Object.values(result.met.fortnoxFaults).length).toBeGreaterThan(1);
    expect(Object.values(result.met.centraFaults).length).toBeGreaterThan(1);
    expect(result.met.webhooks.lost).toBeGreaterThan(0);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}, 240_000);

function postgresUrl(): string {
  const postgres = inject('postgres');
  if ('missing' in postgres) throw new Error(postgres.missing);
  return postgres.url;
}
