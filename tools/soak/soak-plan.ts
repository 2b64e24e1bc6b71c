/** Everything that decides how a soak goes. */
export interface SoakPlan {
  readonly shipments: number;
  readonly orders: number;
  readonly seed: number;
  /** Pairs of Centra and Fortnox that work goes to; each has limits of its own. */
  readonly connections: number;
  /** For how long orders are placed and things go wrong. */
  readonly faultsMs: number;
  /** What part of that time orders are spread over: each should have much of its life within it. */
  readonly spread: number;
  /** How much more often things go wrong than in a long soak. */
  readonly faultRate: number;
  /** How long after the last fault everything may take to be settled. */
  readonly settleMs: number;
  readonly workers: number;
  readonly workerKills: number;
  readonly temporalKills: number;
  /** Of Shipledger's calls. */
  readonly timeoutMs: number;
  readonly lookAgainAfterSeconds: readonly number[];
  /** How late commits come that are answered with a time-out. */
  readonly latenessMs: readonly number[];
  /** One commit in each system comes so late; none where it is not said. */
  readonly longestLatenessMs?: number;
  /** What people and parcels take between two events, at most. */
  readonly thinkMs: number;
  /** An order that is quiet for so long is looked at, in place of the sweep. */
  readonly sweepAfterMs: number;
  /** For how long the bookkeeping period is locked, and the forgotten VAT rate missing. */
  readonly mendAfterMs: number;
}

/** Fortnox requests that a shipment costs with its share of returns and of looking again, and how many pass in a second. */
const FORTNOX_REQUESTS_PER_SHIPMENT = 8;
const FORTNOX_REQUESTS_PER_SECOND = 22 / 5;

export interface SoakOptions {
  readonly shipments: number;
  readonly orders: number;
  readonly seed: number;
  /** Divides the times that Shipledger waits for late commits, and how late they come. Limits stay as they are. */
  readonly speed: number;
  readonly connections: number;
  /** As long as Fortnox's limit makes it by default. */
  readonly minutes?: number;
}

/** As production is configured, but for the speed. */
export function planOf(options: SoakOptions): SoakPlan {
  const { shipments, orders, seed, speed, connections } = options;
  const faultsMs = options.minutes === undefined ? estimateMs(shipments, connections) : options.minutes * 60_000;
  const faster = (ms: number): number => Math.round(ms / speed);
  return {
    shipments,
    orders,
    seed,
    connections,
    faultsMs,
    spread: 0.85,
    faultRate: 1,
    settleMs: 15 * 60_000,
    workers: 2,
    workerKills: 3,
    temporalKills: 1,
    timeoutMs: Math.max(1_000, faster(20_000)),
    lookAgainAfterSeconds: [60, 300, 660].map((seconds) => Math.ceil(seconds / speed)),
    latenessMs: [5_000, 30_000, 120_000].map(faster),
    longestLatenessMs: faster(600_000),
    thinkMs: faster(60_000),
    sweepAfterMs: faster(120_000),
    mendAfterMs: Math.min(faster(120_000), faultsMs / 4),
  };
}

/** What Fortnox's limit makes of it; nothing else is as slow. */
export function estimateMs(shipments: number, connections: number): number {
  return Math.max(
    60_000,
    (1_000 * shipments * FORTNOX_REQUESTS_PER_SHIPMENT) / FORTNOX_REQUESTS_PER_SECOND / connections,
  );
}
