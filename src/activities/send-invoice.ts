import { RefusedError } from '../connectors/call-errors.ts';
import { connectionOf, effectOf, onceDeps, type ActivityDeps } from './dependencies.ts';
import { once } from './once.ts';
import type { StepRequest } from './step-request.ts';

export interface Sending {
  readonly documentNumber: string;
  /** Names this sending: the first one, or a person's command. Each happens once. */
  readonly id: string;
  /** Whether it may have been cancelled since it was made, so that it must be looked at first. */
  readonly isChecked: boolean;
  /** Whether a cancelled invoice may be made again. */
  readonly recreate: boolean;
}

/**
 * Sends a live invoice to the customer as the policy says. A sending that broke off counts as done: a second letter is
 * worse than a missing one, which a person can ask for.
 */
export function createSendInvoice(deps: ActivityDeps) {
  return async function sendInvoice(request: StepRequest, sending: Sending): Promise<'sent' | 'remake'> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp } = connection;
    const { documentNumber, id, isChecked, recreate } = sending;
    if (isChecked && (await erp.readDocument(documentNumber)).isCancelled) {
      if (recreate) return 'remake';
      throw new RefusedError({ code: 'documentCancelled', detail: `ERP document ${documentNumber} is cancelled` });
    }
    const { send = 'none' } = request.step;
    if (send === 'none') return 'sent';
    await once(onceDeps(deps), effectOf(connection, request, `send-${documentNumber}-${id}`), {
      find: async () => ({ documentNumber }),
      // What a person asks for now was not asked for before; what every invoice gets shows on the invoice.
      findLost: async () =>
        id === 'first' && (await erp.readDocument(documentNumber)).isSent ? { documentNumber } : undefined,
      perform: async () => {
        await erp.sendDocument(documentNumber, send);
        return { documentNumber };
      },
    });
    return 'sent';
  };
}
