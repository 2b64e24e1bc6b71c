import type { PlannedStep } from '../domain/lane.ts';

/** What an activity is told about the step it carries out: ids, amounts and states, nothing personal. */
export interface StepRequest {
  readonly connectionId: string;
  readonly orderNumber: number;
  readonly step: PlannedStep;
  /** The shipment's invoice, once it is made. */
  readonly invoice?: { readonly documentNumber: string; readonly documentDate: string };
  /** The return's credit invoice, once it is made. */
  readonly credit?: { readonly documentNumber: string };
  /** When the workflow asked for it: what was planned long ago may not be due any more. */
  readonly requestedAt: string;
  /** Another shipment of the order has an open capture request, which Centra's entries cannot tell from ours. */
  readonly isOtherCapturePending: boolean;
  /** What was captured for the shipment, where we know. */
  readonly captured?: CapturedAmount;
  /**
   * When a person looked at an earlier failure and said "again": a draft that was made before may be remade, a capture
   * that was tried before repeated. What fails after that is not covered.
   */
  readonly retriedAt?: string;
  /** A person said that an invoice which was cancelled in the ERP is to be made again. */
  readonly isRecreation: boolean;
}

export interface CapturedAmount {
  /** Gift cards included. */
  readonly amountMinor: number;
  readonly at: string;
  /** Of it, by gift card. */
  readonly giftCardMinor?: number;
  /** Gift cards paid some of the order, and nothing tells how much of this capture. */
  readonly isSplitUnclear?: true;
}

/** What came of a step. */
export interface StepResult {
  readonly state: 'done' | 'pending';
  readonly at: string;
  readonly reference?: string;
  readonly amountMinor?: number;
  readonly documentDate?: string;
  readonly giftCardMinor?: number;
  readonly isSplitUnclear?: true;
  /** What the other system warned of though it was done. */
  readonly note?: string;
}
