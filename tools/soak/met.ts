import type { Chaos } from './chaos.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';
import type { Sweep } from './sweep.ts';

/** What was suffered: a soak in which nothing went wrong would prove nothing. */
export interface Met {
  readonly centraFaults: Readonly<Record<string, number>>;
  readonly fortnoxFaults: Readonly<Record<string, number>>;
  readonly webhooks: Readonly<Record<'delivered' | 'givenUp' | 'lost' | 'doubled' | 'shuffled', number>>;
  readonly workerKills: number;
  readonly temporalKills: number;
  /** Processes that ended though nobody killed them. */
  readonly ownEnds: number;
  /** 429s that were no fault of ours to plan: Shipledger was too fast. */
  readonly tooFast: { readonly centra: number; readonly fortnox: number };
  readonly requests: { readonly centra: number; readonly fortnox: number };
  /** Problems that a person saw to, by code. */
  readonly seenTo: Readonly<Record<string, number>>;
  readonly looks: number;
}

interface Company {
  readonly person: Person;
  readonly sweep: Sweep;
  readonly chaos: Chaos;
}

export async function metIn(stage: Stage, { person, sweep, chaos }: Company): Promise<Met> {
  const centras = await Promise.all(stage.shops.map(({ centra }) => centra.state()));
  const fortnoxes = await Promise.all(stage.shops.map(({ fortnox }) => fortnox.state()));
  const webhooks = (name: keyof Met['webhooks']): number => total(centras.map((centra) => centra.webhooks[name]));
  return {
    centraFaults: summed(centras.map(({ faults }) => faults.met)),
    fortnoxFaults: summed(fortnoxes.map(({ faultsMet }) => faultsMet)),
    webhooks: {
      delivered: webhooks('delivered'),
      givenUp: webhooks('givenUp'),
      lost: webhooks('lost'),
      doubled: webhooks('doubled'),
      shuffled: webhooks('shuffled'),
    },
    workerKills: chaos.workerKills(),
    temporalKills: chaos.temporalKills(),
    ownEnds: total([stage.api, ...stage.workers].map((process) => process.ownEnds())),
    tooFast: {
      centra: total(centras.map(({ rateLimitHits }) => rateLimitHits)),
      fortnox: total(fortnoxes.map(({ tooManyRequests }) => tooManyRequests)),
    },
    requests: {
      centra: total(centras.map(({ requestCount }) => requestCount)),
      fortnox: total(fortnoxes.flatMap(({ requestCounts }) => Object.values(requestCounts))),
    },
    seenTo: person.seenTo(),
    looks: sweep.looks(),
  };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function summed(counts: readonly Readonly<Partial<Record<string, number>>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count = 0] of counts.flatMap((one) => Object.entries(one))) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
