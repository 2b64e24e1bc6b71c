import { setTimeout as sleep } from 'node:timers/promises';
import { FORGOTTEN_VAT_PERCENT } from './company.ts';
import type { SoakPlan } from './soak-plan.ts';
import type { Stage } from './stage.ts';

export interface Chaos {
  /** Resolves when all of it has happened. */
  readonly over: Promise<void>;
  readonly workerKills: () => number;
  readonly temporalKills: () => number;
}

const TEMPORAL_DOWN_MS = 5_000;

/** Kills what runs and locks the books, spread over the time of faults. People mend what people must. */
export function playChaos(stage: Stage, plan: SoakPlan, say: (line: string) => void, asked: AbortSignal): Chaos {
  let workerKills = 0;
  let temporalKills = 0;
  const at = async (share: number, what: string, happen: () => unknown): Promise<void> => {
    await sleep(plan.faultsMs * share, undefined, { signal: asked });
    say(what);
    await happen();
  };
  const evenly = (count: number, first: number): number[] =>
    Array.from({ length: count }, (_, one) => first + ((0.9 - first) * one) / Math.max(1, count));

  const killed = evenly(plan.workerKills, 0.35).map((share) =>
    at(share, 'all workers are killed (SIGKILL)', () => {
      workerKills += 1;
      for (const worker of stage.workers) worker.kill();
    }),
  );
  const away = evenly(plan.temporalKills, 0.65).map((share) =>
    at(share, `the Temporal server is killed (SIGKILL), and back after ${TEMPORAL_DOWN_MS / 1_000} s`, async () => {
      temporalKills += 1;
      await stage.killTemporal(TEMPORAL_DOWN_MS);
    }),
  );
  const locked = at(0.2, 'somebody locks the bookkeeping period up to today', async () => {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short' }).format();
    for (const { fortnox } of stage.shops) await fortnox.lockPeriod(today);
    await sleep(plan.mendAfterMs, undefined, { signal: asked });
    say('the period is unlocked');
    for (const { fortnox } of stage.shops) await fortnox.lockPeriod(null);
  });
  const added = sleep(plan.mendAfterMs, undefined, { signal: asked }).then(async () => {
    say(`the VAT rate of ${FORGOTTEN_VAT_PERCENT} % is added in Fortnox`);
    for (const { fortnox } of stage.shops) await fortnox.addVatRate(FORGOTTEN_VAT_PERCENT);
  });
  return {
    over: Promise.all([...killed, ...away, locked, added]).then(() => undefined),
    workerKills: () => workerKills,
    temporalKills: () => temporalKills,
  };
}
