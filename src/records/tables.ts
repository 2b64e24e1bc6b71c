import type { Decision, OrderStage, OrderView } from '../domain/order-view.ts';
import type { Progress } from '../domain/progress.ts';
import type { JsonValue } from '../domain/json-value.ts';

/** The records database as the code sees it; in SQL the names are in snake_case. */
export interface Tables {
  effects: EffectRow;
  effectsSuperseded: SupersededRow;
  orders: OrderRecord;
  decisions: DecisionRecord;
  unresolved: UnresolvedRecord;
  sharedState: SharedStateRow;
  line: LineRow;
}

/**
 * `first`, `again`: a try is or may be under way, the first one or one made after look-ups found nothing. `done`: there
 * is an outcome. `free`: nothing is under way and nothing was done.
 */
export type EffectState = 'first' | 'again' | 'done' | 'free';

export interface EffectRow {
  readonly effectKey: string;
  readonly connectionKey: string;
  readonly kind: string;
  readonly orderNumber: number;
  readonly state: EffectState;
  readonly firstTriedAt: Date;
  readonly lastTriedAt: Date;
  /** All tries there ever were; it only grows, so that a number once read never fits a later situation. */
  readonly tries: number;
  readonly outcome: JsonValue;
  readonly outcomeAt: Date | null;
}

export interface SupersededRow {
  readonly effectKey: string;
  readonly outcome: JsonValue;
  readonly outcomeAt: Date | null;
  readonly reason: string;
  readonly supersededAt: Date;
}

export interface OrderRecord {
  readonly connectionId: string;
  readonly orderNumber: number;
  readonly stage: OrderStage;
  readonly currency: string | null;
  readonly progress: Progress;
  /** What a page shows of the order. */
  readonly view: OrderView;
  /** Codes of the problem catalogue that wait for a person. */
  readonly problems: readonly string[];
  /** Numbers of the order's documents in the ERP. */
  readonly erpDocuments: readonly string[];
  /** Centra's own `updatedAt` of what was seen. */
  readonly centraUpdatedAt: Date | null;
  readonly completedAt: Date | null;
  readonly observedAt: Date;
  /** Grows with every record of an order; an older one never replaces a newer. */
  readonly version: number;
}

export interface DecisionRecord extends Omit<Decision, 'at'> {
  readonly connectionId: string;
  readonly orderNumber: number;
  readonly at: Date;
}

export interface UnresolvedRecord {
  readonly connectionId: string;
  readonly objectType: 'shipment' | 'return';
  readonly objectId: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly timesSeen: number;
}

export interface SharedStateRow {
  readonly key: string;
  readonly value: JsonValue | null;
  readonly updatedAt: Date;
}

/** A piece of work that waits for what a key of the shared state names, or had its turn a short while ago. */
export interface LineRow {
  readonly key: string;
  readonly work: string;
  readonly since: Date;
  /** Waiting: when it is late. Otherwise: how long it keeps its place. */
  readonly until: Date;
  readonly isWaiting: boolean;
}
