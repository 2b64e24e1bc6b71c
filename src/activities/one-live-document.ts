import { RefusedError } from '../connectors/call-errors.ts';
import type { Erp, ErpDocument } from '../connectors/erp/erp.ts';
import { onceDeps, type ActivityDeps, type Connection } from './dependencies.ts';
import { once, type Effect } from './once.ts';
import type { StepRequest } from './step-request.ts';

/** What the ERP holds under a key. */
export interface UnderKey {
  /** The one that stands. */
  readonly live: ErpDocument | undefined;
  readonly cancelled: readonly ErpDocument[];
}

/**
 * Looks up what carries the key of a step. Were two live, the goods would be accounted for twice: a try that landed very
 * late, or lost records, can leave that behind. The one that is booked stands, or that our records name, or the older; a
 * twin that is a mere draft is cancelled, which the order's decisions tell.
 *
 * @throws RefusedError twoDocuments where a person has to say which one stands.
 */
export async function oneLiveDocument(
  deps: ActivityDeps,
  connection: Connection,
  { connectionId }: StepRequest,
  effect: Effect,
): Promise<UnderKey> {
  const { erp } = connection;
  const found = await erp.findDocuments(effect.key);
  const cancelled = found.filter((document) => document.isCancelled);
  const live = found.filter((document) => !document.isCancelled);
  if (live.length < 2) return { live: live[0], cancelled };

  const { stands, why } = standing(live, await recordedNumber(deps, effect), effect.key);
  const twins = live.filter((document) => document !== stands);
  const sent = twins.find((twin) => twin.isSent);
  if (sent) throw twoDocuments(live, effect.key, `${sent.documentNumber} has been sent to the customer`);
  for (const twin of twins) {
    const reason = `${stands.documentNumber} carries the same key and stands: it is ${why}`;
    const cancellation = { ...effect, key: `${effect.key}-twin-${twin.documentNumber}`, kind: 'cancelTwin' };
    await deps.records.decisions.add({
      id: cancellation.key,
      connectionId,
      orderNumber: effect.orderNumber,
      at: deps.now(),
      action: 'cancelTwin',
      by: 'shipledger',
      reason,
      payload: '',
      outcome: 'accepted',
      note: `the unbooked document ${twin.documentNumber} is cancelled`,
    });
    try {
      await cancel(deps, erp, cancellation, twin.documentNumber);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      throw twoDocuments(live, effect.key, `${twin.documentNumber} cannot be cancelled: ${error.problem.detail}`);
    }
  }
  return { live: stands, cancelled };
}

/** @throws RefusedError twoDocuments when more than one is part of the books, or our records name another one. */
function standing(
  live: readonly ErpDocument[],
  recorded: string | undefined,
  key: string,
): { readonly stands: ErpDocument; readonly why: string } {
  const booked = live.filter((document) => document.isBooked);
  const ours = live.find(({ documentNumber }) => documentNumber === recorded);
  const [stands] = booked.length > 0 ? booked : [ours ?? live[0]];
  if (booked.length > 1 || !stands) throw twoDocuments(live, key, 'both are booked');
  if (ours && ours !== stands) throw twoDocuments(live, key, `we made ${ours.documentNumber}`);
  return { stands, why: stands.isBooked ? 'booked' : ours ? 'the one in our records' : 'older' };
}

/** What our records say was made under the key. */
async function recordedNumber({ records }: ActivityDeps, { key, ...of }: Effect): Promise<string | undefined> {
  const done = await records.effects.outcomesOfOrder(of.connectionKey, of.orderNumber);
  const outcome = done.find((effect) => effect.key === key)?.outcome as
    { readonly documentNumber?: string } | undefined;
  return outcome?.documentNumber;
}

async function cancel(deps: ActivityDeps, erp: Erp, cancellation: Effect, documentNumber: string): Promise<void> {
  await once(onceDeps(deps), cancellation, {
    find: async () => ((await erp.readDocument(documentNumber)).isCancelled ? { documentNumber } : undefined),
    perform: async () => {
      await erp.cancelDocument(documentNumber);
      return { documentNumber };
    },
  });
}

function twoDocuments(live: readonly ErpDocument[], key: string, why: string): RefusedError {
  const numbers = live.map(({ documentNumber, isBooked }) => `${documentNumber} (${isBooked ? 'booked' : 'a draft'})`);
  return new RefusedError({
    code: 'twoDocuments',
    detail: `ERP documents ${numbers.join(' and ')} carry ${key}; ${why}`,
  });
}
