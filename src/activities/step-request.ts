import type { PlannedStep } from '../domain/plan.ts';

/** What an activity is told about the step it carries out: ids, amounts and states, nothing personal. */
export interface StepRequest {
  readonly connectionId: string;
  readonly orderNumber: number;
  readonly step: PlannedStep;
  /** The shipment's invoice, once it is made. */
  readonly invoice?: { readonly documentNumber: string; readonly documentDate: string };
  /** What was captured for the shipment, where we know. */
  readonly captured?: { readonly amountMinor: number; readonly at: string };
  /** A person looked at an earlier failure and said "again": a draft may be remade, an unclear capture repeated. */
  readonly isRetryByPerson: boolean;
  /** A person said that an invoice which was cancelled in the ERP is to be made again. */
  readonly isRecreation: boolean;
}

/** What came of a step. */
export interface StepResult {
  readonly state: 'done' | 'pending';
  readonly at: string;
  readonly reference?: string;
  readonly amountMinor?: number;
  readonly documentDate?: string;
}
