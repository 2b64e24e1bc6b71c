import { RefusedError } from '../connectors/call-errors.ts';
import type { Erp, ErpDocument } from '../connectors/erp/erp.ts';
import { formatMoney } from '../domain/money.ts';
import { connectionOf, effectOf, type ActivityDeps } from './dependencies.ts';
import type { Effect } from './once.ts';
import type { StepRequest, StepResult } from './step-request.ts';

/**
 * Takes a document that a person made by hand in the ERP for the step's own. It is only read: that it differs from what
 * Centra says is told, not refused, since the person who made it knows why.
 *
 * @param currency the order's.
 * @throws RefusedError when there is no such document, it is cancelled, or it is an invoice where a credit is needed.
 */
export function createAdoptErpDocument(deps: ActivityDeps) {
  return async function adoptErpDocument(
    request: StepRequest,
    documentNumber: string,
    currency: string,
  ): Promise<StepResult> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp } = connection;
    const { step } = request;
    const document = await readExisting(erp, documentNumber);
    refuseUnfit(document, step.kind === 'credit');
    const effect = effectOf(connection, request);
    const note = [
      ...differences(document, step.amountMinor, currency),
      ...(await othersUnderKey(erp, effect.key, document)),
    ].join('; ');
    await keep(deps, effect, document.documentNumber);
    return {
      state: 'done',
      at: deps.now().toISOString(),
      reference: document.documentNumber,
      documentDate: document.documentDate,
      // An amount in another currency says nothing that amounts of the order could be held against.
      ...(document.currency === currency ? { amountMinor: Math.abs(document.totalMinor) } : {}),
      ...(note === '' ? {} : { note }),
    };
  };
}

async function readExisting(erp: Erp, documentNumber: string): Promise<ErpDocument> {
  try {
    return await erp.readDocument(documentNumber);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { code, detail } = error.problem;
    throw new RefusedError({ code, detail: `the ERP does not show a document ${documentNumber}: ${detail}` });
  }
}

function refuseUnfit({ documentNumber, isCancelled, totalMinor }: ErpDocument, isCredit: boolean): void {
  if (isCancelled) {
    throw new RefusedError({ code: 'documentCancelled', detail: `document ${documentNumber} is cancelled in the ERP` });
  }
  if (isCredit === totalMinor < 0) return;
  const [is, needed] = isCredit ? ['an invoice', 'a credit'] : ['a credit', 'an invoice'];
  throw new RefusedError({ code: 'erpAmountDiffers', detail: `document ${documentNumber} is ${is}, not ${needed}` });
}

function differences(document: ErpDocument, amountMinor: number, currency: string): string[] {
  const { documentNumber } = document;
  const totalMinor = Math.abs(document.totalMinor);
  const isSame = totalMinor === amountMinor && document.currency === currency;
  const total = `Centra says ${formatMoney(amountMinor, currency)}, document ${documentNumber} says ${formatMoney(totalMinor, document.currency)}`;
  return [...(isSame ? [] : [total]), ...(document.isBooked ? [] : [`document ${documentNumber} is not booked`])];
}

/** A draft of ours that somebody left standing would be a second document for the same goods. */
async function othersUnderKey(erp: Erp, key: string, { documentNumber }: ErpDocument): Promise<string[]> {
  const others = (await erp.findDocuments(key)).filter((o) => !o.isCancelled && o.documentNumber !== documentNumber);
  return others.map((other) => `document ${other.documentNumber} of ours stands beside it: cancel or credit it`);
}

/** The book of effects names the document too, so that no step that is run again makes one beside it. */
async function keep({ records }: ActivityDeps, effect: Effect, documentNumber: string): Promise<void> {
  const { effects } = records;
  const begun = await effects.begin(effect);
  if (begun.state === 'done') {
    const { documentNumber: before } = begun.outcome as { readonly documentNumber?: string };
    if (before === documentNumber) return;
    await effects.supersede(effect.key, begun.outcome, `a person names ${documentNumber} instead`);
    await effects.begin(effect);
  }
  await effects.finish(effect.key, { documentNumber });
}
