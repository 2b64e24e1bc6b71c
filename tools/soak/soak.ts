import { setTimeout as sleep } from 'node:timers/promises';
import { audit, isClean, lostIn, type Audit } from './audit/audit.ts';
import { playChaos } from './chaos.ts';
import { createDice } from './dice.ts';
import { beginFaults, endFaults } from './faults.ts';
import { liveOrder } from './live-order.ts';
import { planOrders } from './order-book.ts';
import { employPerson, type Person } from './person.ts';
import { startProgress } from './progress.ts';
import { metIn, type Met } from './met.ts';
import type { SoakPlan } from './soak-plan.ts';
import { startStage, type Stage, type Surroundings } from './stage.ts';
import { playSweep, type Sweep } from './sweep.ts';

export interface SoakResult {
  readonly plan: SoakPlan;
  readonly isClean: boolean;
  readonly audit: Audit;
  /** How long after the last fault everything was settled; undefined when the time was over before. */
  readonly settledAfterMs: number | undefined;
  /** What was not settled, or went wrong with the soak itself: each makes it fail. */
  readonly troubles: readonly string[];
  readonly met: Met;
  readonly durationMs: number;
}

/**
 * Plays a shop's orders while everything fails that can fail, waits until all is settled, and audits the books.
 *
 * @param asked ends it early
 * @throws the reason of `asked` when it aborts, or Error when the stage cannot be set
 */
export async function soak(plan: SoakPlan, surroundings: Surroundings, asked: AbortSignal): Promise<SoakResult> {
  const startedAt = Date.now();
  const stage = await startStage(plan, surroundings);
  const ended = new AbortController();
  const over = AbortSignal.any([asked, ended.signal]);
  const person = employPerson(stage, Math.min(5_000, plan.sweepAfterMs));
  const sweep = playSweep(stage, plan.sweepAfterMs);
  try {
    const run = await play(stage, plan, { surroundings, person, sweep, over });
    ended.abort();
    return { plan, ...run, durationMs: Date.now() - startedAt };
  } finally {
    ended.abort();
    await Promise.all([person.stop(), sweep.stop()]);
    await stage.stop();
  }
}

interface Company {
  readonly surroundings: Surroundings;
  readonly person: Person;
  readonly sweep: Sweep;
  readonly over: AbortSignal;
}

async function play(
  stage: Stage,
  plan: SoakPlan,
  { surroundings: { say }, person, sweep, over }: Company,
): Promise<Omit<SoakResult, 'plan' | 'durationMs'>> {
  const { shops } = stage;
  await beginFaults(shops, plan);
  const stories = playOrders(stage, plan, over);
  const chaos = playChaos(stage, plan, say, over);
  const progress = startProgress(stage, plan, stories, say);
  try {
    await Promise.all([chaos.over, sleep(plan.faultsMs, undefined, { signal: over })]);
    await endFaults(shops);
    const lastFaultAt = Date.now();
    say('the last fault is over; late commits may still come');
    await sweep.all();
    const settledAfterMs = await untilSettled(stage, plan, { stories, over, lastFaultAt });
    const found = await audit(shops);
    const troubles = [...stories.failures(), ...person.errors(), ...sweep.errors(), ...helplessness(person)];
    if (settledAfterMs === undefined) troubles.push(...(await unsettled(stage, found)));
    return {
      audit: found,
      isClean: isClean(found) && troubles.length === 0,
      settledAfterMs,
      troubles,
      met: await metIn(stage, { person, sweep, chaos }),
    };
  } finally {
    progress.stop();
  }
}

export interface Stories {
  readonly count: number;
  readonly begun: () => number;
  readonly ended: () => number;
  /** Of the driver's own: a step of a story that the simulated shop refused. */
  readonly failures: () => readonly string[];
}

/** Begins all orders, evenly over most of the time of faults. */
function playOrders(stage: Stage, plan: SoakPlan, asked: AbortSignal): Stories {
  const orders = planOrders(plan.orders, plan.shipments, plan.seed);
  const failures: string[] = [];
  let begun = 0;
  let ended = 0;
  const spreadMs = plan.faultsMs * plan.spread;
  for (const [at, order] of orders.entries()) {
    const shop = stage.shops[at % stage.shops.length];
    if (shop === undefined) continue;
    const dice = createDice(plan.seed, `life ${at}`);
    const scene = { shop, operator: stage.operator, dice, thinkMs: plan.thinkMs, asked };
    const live = async (): Promise<void> => {
      await sleep((spreadMs * at) / orders.length, undefined, { signal: asked });
      begun += 1;
      await liveOrder(scene, order);
      ended += 1;
    };
    live().catch((error: unknown) => {
      if (!asked.aborted) failures.push(`the story of a ${order.manner} order: ${(error as Error).message}`);
    });
  }
  return { count: orders.length, begun: () => begun, ended: () => ended, failures: () => failures };
}

const LOOK_EVERY_MS = 2_000;

/** Waits until nothing is missing and nobody is at work, and what was to come late has come. */
async function untilSettled(
  { shops, operator }: Stage,
  plan: SoakPlan,
  {
    stories,
    over,
    lastFaultAt,
  }: { readonly stories: Stories; readonly over: AbortSignal; readonly lastFaultAt: number },
): Promise<number | undefined> {
  const lateUntil = lastFaultAt + Math.max(...plan.latenessMs) + plan.timeoutMs;
  for (;;) {
    const now = Date.now();
    if (now > lastFaultAt + plan.settleMs) return undefined;
    const isPlayed = stories.ended() + stories.failures().length === stories.count;
    const isQuiet = isPlayed && now > lateUntil && (await lateCommits(shops)) === 0;
    if (isQuiet && lostIn(await audit(shops)) === 0) {
      const busy = [...(await operator.list('attention')), ...(await operator.list('working'))];
      if (busy.length === 0) return now - lastFaultAt;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: over });
  }
}

async function lateCommits(shops: Stage['shops']): Promise<number> {
  const waiting = await Promise.all(shops.map(async ({ glance }) => (await glance()).faults.lateCommits));
  return waiting.reduce((sum, count) => sum + count, 0);
}

const helplessness = (person: Person): string[] =>
  [...person.helpless()].map(([step, problem]) => `nobody knew what to do about ${step}: ${problem}`);

const MOST_SHOWN = 10;

/** The views of orders that are not settled, so that a reader sees where they hang. */
async function unsettled({ operator }: Stage, { tallies }: Audit): Promise<string[]> {
  const busy = [...(await operator.list('attention')), ...(await operator.list('working'))];
  const named = tallies.flatMap(({ findings }) => findings);
  const orders = new Map<string, { connectionId: string; orderNumber: number }>();
  for (const { connectionId, orderNumber } of [...busy, ...named]) {
    if (orderNumber !== undefined) orders.set(`${connectionId}/${orderNumber}`, { connectionId, orderNumber });
  }
  const shown = [...orders].slice(0, MOST_SHOWN).map(async ([name, { connectionId, orderNumber }]) => {
    const view = await operator.order(connectionId, orderNumber);
    return `order ${name} is not settled: ${JSON.stringify(view ?? 'Shipledger has not heard of it')}`;
  });
  return [`${orders.size} orders are not settled`, ...(await Promise.all(shown))];
}
