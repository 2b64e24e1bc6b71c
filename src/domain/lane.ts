import type { LocalDate } from './local-date.ts';
import type { StockRow } from './observation.ts';
import type { Problem } from './problems.ts';
import type { StepProgress } from './progress.ts';
import type { StepId, StepKind } from './steps.ts';

/** A shipment with its returns. Its steps run one after the other; lanes run side by side. */
export interface Lane {
  readonly laneId: string;
  /** What people call it: the shipment's number. */
  readonly title: string;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly id: StepId;
  readonly kind: StepKind;
  readonly title: string;
  readonly shipmentId: number;
  readonly returnId?: number;
  /**
   * `due`: may run as soon as the steps in `after` have released it. `settled`: what Centra shows settles it, as
   * `settledAs` says. `waiting`: for the world, as `waitsFor` says. `needsAttention`: a person must look at `problem`.
   */
  readonly state: 'waiting' | 'due' | 'settled' | 'needsAttention';
  readonly after: readonly StepId[];
  readonly amountMinor: number;
  readonly digest: string;
  readonly triggeredAt?: string;
  /** The day that its document carries. */
  readonly documentDate?: LocalDate;
  readonly waitsFor?: string;
  readonly settledAs?: StepProgress;
  readonly problem?: Problem;
  /** What to do when a capture is refused. */
  readonly onFailure?: 'alert' | 'withdrawGoodToGo';
  /** How the customer gets the invoice. */
  readonly send?: 'none' | 'email' | 'print';
  /** In what a payment is registered. */
  readonly payment?: PaymentTerms;
  /** What a due stock step moves, where the look that planned it told. */
  readonly stockRows?: readonly StockRow[];
  /** When that look was. */
  readonly stockSeenAt?: string;
}

export interface PaymentTerms {
  readonly currency: string;
  /** Units of the merchant's base currency for one unit of `currency`. */
  readonly currencyRate: number;
  /** The `uri` of Centra's payment method. */
  readonly paymentMethod?: string;
}
