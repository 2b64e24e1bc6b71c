import type { Capture } from '../connectors/centra/centra.ts';
import { NotDoneError } from '../connectors/call-errors.ts';
import { connectionOf, effectOf, onceDeps, type ActivityDeps } from './dependencies.ts';
import { once } from './once.ts';
import { StaleError } from './stale-error.ts';
import type { StepRequest, StepResult } from './step-request.ts';

/** After so long the order may be on hold, cancelled, or no longer good to go: it is looked at again first. */
const STALE_AFTER_MS = 10 * 60_000;

/**
 * Captures a shipment's payment through Centra. Money is never asked for twice: when a try stays unclear and Centra
 * shows no capture, a person decides.
 *
 * @throws StaleError when the request is old: then the plan has to say again that the capture is due.
 */
export function createCapturePayment(deps: ActivityDeps) {
  return async function capturePayment(request: StepRequest): Promise<StepResult> {
    const { step, retriedAt } = request;
    if (deps.now().getTime() - Date.parse(request.requestedAt) > STALE_AFTER_MS) throw new StaleError(step.id);
    const connection = connectionOf(deps, request.connectionId);
    const { centra } = connection;
    const effect = effectOf(connection, request);
    const asOutcome = (seen: Capture) => ({ ...outcomeOf(seen), at: deps.now().toISOString() });
    const capture = await once(onceDeps(deps), effect, {
      find: async () => {
        const seen = await centra.readCapture(step.shipmentId);
        const isOurs = seen.state === 'captured' || (seen.state === 'pending' && !request.isOtherCapturePending);
        return isOurs ? asOutcome(seen) : undefined;
      },
      perform: async () => asOutcome(await centra.captureShipment(step.shipmentId)),
      whenUnclear: { code: 'captureUnclear', detail: `Shipment ${step.title}: the call to Centra broke off` },
      ...(retriedAt === undefined ? {} : { mayRepeatTriesBefore: new Date(retriedAt) }),
      ...(step.triggeredAt === undefined ? {} : { dueAt: new Date(step.triggeredAt) }),
    });
    if (capture.state === 'captured') return { ...capture, state: 'done' };
    if (retriedAt === undefined) return { ...capture, state: 'pending' };

    // The provider has answered an earlier request since, and a person has seen to it.
    const seen = await centra.readCapture(step.shipmentId);
    if (seen.state === 'captured') return { ...asOutcome(seen), state: 'done' };
    if (seen.state === 'pending') return { ...capture, state: 'pending' };
    await deps.records.effects.supersede(effect.key, capture, 'the provider refused the request');
    throw new NotDoneError(`Shipment ${step.title}: the earlier request was refused; asking anew`, {
      retryAfterMs: 1_000,
    });
  };
}

/** Of a capture, what is kept: no more than is needed, since it stays for years. */
function outcomeOf({ state, capturedMinor, giftCardMinor, isSplitUnclear, note }: Capture) {
  return {
    state,
    amountMinor: capturedMinor,
    ...(giftCardMinor > 0 ? { giftCardMinor } : {}),
    ...(isSplitUnclear ? { isSplitUnclear } : {}),
    ...(note === undefined ? {} : { note }),
  };
}

/** Takes "good to go" back after a refused capture, where the policy says so: the parcel must not be sent. */
export function createWithdrawGoodToGo(deps: ActivityDeps) {
  return async function withdrawGoodToGo(request: StepRequest): Promise<void> {
    await connectionOf(deps, request.connectionId).centra.withdrawGoodToGo(request.step.shipmentId);
  };
}
