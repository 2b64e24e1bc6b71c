import type { LocalDate } from './local-date.ts';
import type { Problem } from './problems.ts';
import type { StepId } from './steps.ts';

/** How far an order has come: what is settled, and when triggers came true. Everything else follows from Centra. */
export interface Progress {
  readonly steps: Readonly<Partial<Record<StepId, StepProgress>>>;
  /** When a step's trigger was first seen true. Kept, because Centra shows no such moment for "good to go". */
  readonly triggeredAt: Readonly<Partial<Record<StepId, string>>>;
  /** Returns that were ever named for this order. */
  readonly returnIds: readonly number[];
  /** Centra's id of the order, once it was seen: a look is cheaper with it. */
  readonly orderId?: string;
  /** Of what Centra showed at the last look, to know whether the next one finds anything new. */
  readonly fingerprint?: string;
  /** A person has stopped the order. Kept here, so that no new run of it forgets. */
  readonly paused?: Paused;
}

/** Who stopped an order, when and why. */
export interface Paused {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

export const NO_PROGRESS: Progress = { steps: {}, triggeredAt: {}, returnIds: [] };

export interface StepProgress {
  readonly state: 'done' | 'pending' | 'needsAttention' | 'skipped';
  readonly at: string;
  /** The other system's name for what was done: a document number. */
  readonly reference?: string;
  readonly amountMinor?: number;
  /** Of a captured amount, what a gift card paid. */
  readonly giftCardMinor?: number;
  /** Gift cards paid some of the order, and nothing tells how much of this capture. */
  readonly isSplitUnclear?: true;
  /** What there is to say of it though it is done: a warning of the other system, how a document made by hand differs. */
  readonly note?: string;
  /** The day that its document carries. */
  readonly documentDate?: LocalDate;
  /** What the content was when it was booked, or when a person accepted it. */
  readonly digest?: string;
  readonly problem?: Problem;
  /** Who skipped it or marked it as done, and why. */
  readonly by?: string;
  readonly reason?: string;
  /** A skipped step lets those that depend on it go on, unless this is false. */
  readonly releases?: boolean;
}

/** Whether nothing more will happen to a step. */
export function isSettled(progress: StepProgress | undefined): boolean {
  return progress?.state === 'done' || progress?.state === 'skipped';
}
