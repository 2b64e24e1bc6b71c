import { MaybeDoneError, RefusedError } from '../connectors/call-errors.ts';
import { connectionOf, type ActivityDeps } from './dependencies.ts';
import type { StepRequest } from './step-request.ts';

export interface Resend {
  readonly documentNumber: string;
  /** Whether it may have been cancelled since it was made, so that it must be looked at first. */
  readonly isChecked: boolean;
  /** Whether a cancelled invoice may be made again. */
  readonly recreate: boolean;
}

/**
 * Sends a live invoice to the customer as the policy says. A send that broke off is not repeated: a second letter is
 * worse than a late one, and a person can ask for it.
 */
export function createSendInvoice(deps: ActivityDeps) {
  return async function sendInvoice(request: StepRequest, resend: Resend): Promise<'sent' | 'remake'> {
    const { erp } = connectionOf(deps, request.connectionId);
    const { documentNumber, isChecked, recreate } = resend;
    if (isChecked && (await erp.readDocument(documentNumber)).isCancelled) {
      if (recreate) return 'remake';
      throw new RefusedError({ code: 'documentCancelled', detail: `ERP document ${documentNumber} is cancelled` });
    }
    const { send = 'none' } = request.step;
    if (send === 'none') return 'sent';
    try {
      await erp.sendDocument(documentNumber, send);
    } catch (error) {
      if (!(error instanceof MaybeDoneError)) throw error;
    }
    return 'sent';
  };
}
