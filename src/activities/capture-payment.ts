import type { Capture } from '../connectors/centra/centra.ts';
import { connectionOf, effectOf, onceDeps, type ActivityDeps } from './dependencies.ts';
import { once } from './once.ts';
import type { StepRequest, StepResult } from './step-request.ts';

/**
 * Captures a shipment's payment through Centra. Money is never asked for twice: when a try stays unclear and Centra
 * shows no capture, a person decides.
 */
export function createCapturePayment(deps: ActivityDeps) {
  return async function capturePayment(request: StepRequest): Promise<StepResult> {
    const connection = connectionOf(deps, request.connectionId);
    const { shipmentId, title } = request.step;
    const asOutcome = ({ state, capturedMinor }: Capture) => ({
      state,
      amountMinor: capturedMinor,
      at: deps.now().toISOString(),
    });
    const capture = await once(onceDeps(deps), effectOf(connection, request), {
      find: async () => {
        const seen = await connection.centra.readCapture(shipmentId);
        return seen.state === 'none' ? undefined : asOutcome(seen);
      },
      perform: async () => asOutcome(await connection.centra.captureShipment(shipmentId)),
      ...(request.isRetryByPerson
        ? {}
        : {
            whenUnclear: { code: 'captureUnclear', detail: `Shipment ${title}: the call to Centra broke off` } as const,
          }),
    });
    return { ...capture, state: capture.state === 'captured' ? 'done' : 'pending' };
  };
}

/** Takes "good to go" back after a refused capture, where the policy says so: the parcel must not be sent. */
export function createWithdrawGoodToGo(deps: ActivityDeps) {
  return async function withdrawGoodToGo(request: StepRequest): Promise<void> {
    await connectionOf(deps, request.connectionId).centra.withdrawGoodToGo(request.step.shipmentId);
  };
}
