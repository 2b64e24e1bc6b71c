import { turnFor, waitAfter, type Cost, type Levels, type Limit } from './budget-levels.ts';
import { gateFor, withProbe, type Gate, type Outage, type OutageTimes } from './outage.ts';
import type { Line, Standing } from '../domain/shared-store.ts';

/**
 * Whose turn it is. Who comes while nobody waits goes at once or in a moment. Once somebody had to be sent away there is a
 * line, which all others join; it drains oldest first, at the pace of the limits.
 */

/** What all processes know of one system, as JSON keeps it. */
export type State = Levels & {
  readonly outage?: Outage | undefined;
  /** There while there is a line. */
  readonly drain?: Drain | undefined;
};

/** How the line has moved since it began: with it a place in the line becomes a time. */
export type Drain = {
  /** Works that came to their turn after waiting. */
  readonly served: number;
  /** Calls that were made meanwhile by those who have or had a place. */
  readonly turns: number;
};

export interface Asking {
  /** Undefined for what has no name; it has no place in the line either. */
  readonly work: string | undefined;
  readonly cost: Cost;
  readonly maxWaitMs: number;
  /** Not where work only begins: then it leaves the line, which its calls will pass, but nothing is spent. */
  readonly isToCall: boolean;
}

export type Verdict =
  | { readonly go: true; readonly waitMs: number; readonly isProbe: boolean; readonly grantedAtMs: number }
  | { readonly go: false; readonly waitMs: number; readonly why: string };

export interface Rules {
  readonly limits: readonly Limit[];
  readonly outageTimes: OutageTimes;
}

/**
 * Who is so near to the front goes on, though others are before it: they are on their way, and the time until all are here
 * in order would be lost to everybody.
 */
const FRONT_MS = 1_000;

/** Rather a bit early than a limit that nobody uses: the line may turn out to need less than was expected. */
const EARLY = 0.7;

const SHORTEST_MS = 250;

/** Who does not come for a long time is taken for gone, so nobody is sent away for longer, and who works is seen. */
const LONGEST_MS = 5 * 60_000;

/** A probe may wait for its turn, log in and call: after three times the longest of each it is lost. */
const PROBE_PARTS = 3;

/** Tells a piece of work whether it may call now, and keeps its place in the line where it may not. */
export async function turnInLine(
  state: State,
  line: Line,
  asking: Asking,
  rules: Rules,
): Promise<{ readonly state: State; readonly verdict: Verdict }> {
  const { work, cost, maxWaitMs, isToCall } = asking;
  const gate = gateFor(state.outage, work ?? '', state.atMs, rules.outageTimes);
  const turn = turnFor(state, rules.limits, cost);

  const go = (drain: Drain | undefined): { state: State; verdict: Verdict } => {
    const isProbe = gate === 'probe';
    const verdict = { go: true, waitMs: turn.waitMs, isProbe, grantedAtMs: state.atMs } as const;
    if (!isToCall) return { state: { ...state, drain }, verdict };
    const outage =
      isProbe && state.outage ? withProbe(state.outage, work ?? '', state.atMs, PROBE_PARTS * maxWaitMs) : state.outage;
    return { state: { ...state, ...turn.levels, outage, drain }, verdict };
  };

  const isNobodyWaiting = gate === 'open' && state.drain === undefined;
  if (isNobodyWaiting && turn.waitMs <= maxWaitMs) return go(undefined);
  if (work === undefined) {
    const waitMs = typeof gate === 'object' ? gate.waitMs : turn.waitMs;
    if (typeof gate !== 'object' && waitMs <= maxWaitMs) return go(state.drain);
    return { state, verdict: { go: false, waitMs, why: reasonOf(state, gate) } };
  }

  const standing = await line.look(work);
  if (isItsTurn(state, gate, standing, asking, rules)) {
    if (state.drain === undefined) return go(undefined);
    await line.serve(work);
    if (gate === 'open' && standing.others === 0) {
      await line.end();
      return go(undefined);
    }
    const { served, turns } = state.drain;
    return go({ served: served + (standing.isWaiting ? 1 : 0), turns: turns + (isToCall ? 1 : 0) });
  }

  const drain = state.drain ?? { served: 0, turns: 0 };
  const waitMs = comeBackMs(state, standing, cost, rules, typeof gate === 'object' ? gate.waitMs : 0);
  await line.wait(work, waitMs);
  const place = standing.ahead + 1;
  return {
    state: { ...state, drain },
    verdict: { go: false, waitMs, why: `${reasonOf(state, gate)}, and this work has place ${place} in the line` },
  };
}

function isItsTurn(
  state: State,
  gate: Gate,
  { ahead }: Standing,
  { cost, maxWaitMs }: Asking,
  { limits }: Rules,
): boolean {
  if (typeof gate === 'object') return false;
  if (gate === 'probe' || ahead === 0) return waitAfter(state, limits, cost, 0) <= maxWaitMs;
  return waitAfter(state, limits, cost, ahead) <= Math.min(FRONT_MS, maxWaitMs);
}

/** When to come back: when those who are ahead have probably had their turns, or a probe is due. */
export function comeBackMs(
  state: State,
  { ahead }: Pick<Standing, 'ahead'>,
  cost: Cost,
  { limits }: Pick<Rules, 'limits'>,
  closedMs: number,
): number {
  const { served, turns } = state.drain ?? { served: 0, turns: 0 };
  const turnsOfEach = served === 0 ? 1 : Math.max(1, turns / served);
  const waitMs = closedMs + waitAfter(state, limits, cost, EARLY * ahead * turnsOfEach);
  return Math.round(Math.min(Math.max(waitMs, SHORTEST_MS), LONGEST_MS));
}

function reasonOf({ outage }: State, gate: Gate): string {
  if (gate === 'open') return 'its rate limits are used up for now';
  const probes = outage?.failedProbes ?? 0;
  return `it is away (${probes} ${probes === 1 ? 'probe' : 'probes'} without an answer)`;
}
