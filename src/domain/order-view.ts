import type { OrderStatus, OrderType } from './observation.ts';
import type { Problem } from './problems.ts';
import type { Paused } from './progress.ts';
import type { StepId, StepKind } from './steps.ts';

/** Where an order stands, as people and programs read it: in the `status` query, the records and the API. */
export interface OrderView {
  readonly connectionId: string;
  readonly orderNumber: number;
  readonly stage: OrderStage;
  readonly type?: OrderType;
  /** Centra's own status. */
  readonly status?: OrderStatus;
  readonly currency?: string;
  readonly lanes: readonly LaneView[];
  /** When the order closes by itself if nothing else happens. */
  readonly completesAt?: string;
  /** A person has stopped it: nothing new is begun, and what is due shows what would be done. */
  readonly paused?: Paused;
}

/**
 * `working`: something is being done. `waiting`: for the world. `attention`: for a person. `paused`: by a person, whatever
 * else is true of it.
 */
export const ORDER_STAGES = ['waiting', 'working', 'attention', 'paused', 'completed'] as const;
export type OrderStage = (typeof ORDER_STAGES)[number];

export interface LaneView {
  readonly title: string;
  readonly steps: readonly StepView[];
}

export interface StepView {
  readonly id: StepId;
  readonly kind: StepKind;
  readonly title: string;
  readonly state: 'waiting' | 'due' | 'pending' | 'done' | 'needsAttention' | 'skipped';
  readonly amountMinor: number;
  readonly at?: string;
  readonly reference?: string;
  readonly waitsFor?: string;
  readonly problem?: Problem;
  readonly by?: string;
  readonly reason?: string;
  /** What there is to say of it though it is done: a warning of the other system, how a document made by hand differs. */
  readonly note?: string;
}

/** Something a person told an order to do, and what came of it. */
export interface Decision {
  /** Unique; written twice it counts once. */
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly by: string;
  readonly reason: string;
  /** What was asked, as it was typed. */
  readonly payload: string;
  readonly outcome: 'accepted' | 'refused';
  readonly note: string;
}
