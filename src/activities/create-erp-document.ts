import { NotDoneError, RefusedError } from '../connectors/call-errors.ts';
import { problemOfDifferences, type DocumentDraft, type ErpDocument } from '../connectors/erp/erp.ts';
import { localDate } from '../domain/local-date.ts';
import { formatMoney } from '../domain/money.ts';
import type { SalesMaterial } from '../domain/sales-material.ts';
import { SecondOutcomeError } from '../records/effects.ts';
import { connectionOf, effectOf, onceDeps, refuseHeld, type ActivityDeps, type Connection } from './dependencies.ts';
import { once, type Effect } from './once.ts';
import { oneLiveDocument } from './one-live-document.ts';
import { supersedeDocument } from './supersede-document.ts';
import type { StepRequest, StepResult } from './step-request.ts';

/** Makes the unbooked invoice of a shipment and compares what the ERP stored with what Centra says. */
export function createCreateErpInvoice(deps: ActivityDeps) {
  return async function createErpInvoice(request: StepRequest): Promise<StepResult> {
    const connection = connectionOf(deps, request.connectionId);
    const material = await connection.centra.shipmentMaterial(request.step.shipmentId);
    refuseOtherThanCaptured(request, material);
    return createDocument(deps, connection, request, material);
  };
}

/**
 * Makes the unbooked credit invoice of a return: one document of negative rows that names the invoice it credits, so
 * that an invoice can have any number of them (docs/adr/0007).
 */
export function createCreateCreditInvoice(deps: ActivityDeps) {
  return async function createCreditInvoice(request: StepRequest): Promise<StepResult> {
    const connection = connectionOf(deps, request.connectionId);
    const { returnId = 0, title } = request.step;
    if (!request.invoice) throw new RefusedError({ code: 'notOurInvoice', detail: `${title} has no invoice of ours` });
    return createDocument(deps, connection, request, await connection.centra.returnMaterial(returnId));
  };
}

async function createDocument(
  deps: ActivityDeps,
  connection: Connection,
  request: StepRequest,
  material: SalesMaterial,
): Promise<StepResult> {
  refuseHeld(request, material);
  const effect = effectOf(connection, request);
  const draft = draftOf(connection, request, effect.key, material);

  // What the ERP stored comes with its answer: reading it again would cost a call for each invoice.
  let stored: ErpDocument | undefined;
  let isNew = false;
  const { documentNumber } = await once<{ documentNumber: string }>(onceDeps(deps), effect, {
    find: async () => {
      const { live } = await oneLiveDocument(deps, connection, request, effect);
      stored = live;
      return live && { documentNumber: live.documentNumber };
    },
    findLost: async () => {
      const { live, cancelled } = await oneLiveDocument(deps, connection, request, effect);
      stored = live ?? (await cancelledByHand(deps, request, effect, cancelled));
      return stored && { documentNumber: stored.documentNumber };
    },
    perform: async () => {
      stored = await createOnAllowedDay(deps, connection, draft);
      isNew = true;
      return { documentNumber: stored.documentNumber };
    },
  }).catch(async (error: unknown) => {
    // Somebody else made it at the same time: one of the two goes.
    if (!(error instanceof SecondOutcomeError)) throw error;
    const { live } = await oneLiveDocument(deps, connection, request, effect);
    if (!live) throw error;
    stored = live;
    return { documentNumber: live.documentNumber };
  });
  const document = stored ?? (await connection.erp.readDocument(documentNumber));

  if (document.isCancelled) {
    if (request.isRecreation || (await isOurCancellation(deps, effect, documentNumber))) {
      await supersedeDocument(deps, effect.key, documentNumber, 'cancelled in the ERP');
      throw new NotDoneError(`Document ${documentNumber} is cancelled; another one is made`, { retryAfterMs: 1_000 });
    }
    throw new RefusedError({
      code: 'documentCancelled',
      detail: `ERP document ${documentNumber} (${effect.key}) is cancelled`,
    });
  }
  await refuseDifferences(deps, connection, effect, document, draft, request.retriedAt !== undefined && !isNew);
  return {
    state: 'done',
    at: deps.now().toISOString(),
    reference: documentNumber,
    amountMinor: Math.abs(document.totalMinor),
    documentDate: document.documentDate,
  };
}

/** Idea 5 of the design: where we captured, the invoice must equal the money. */
function refuseOtherThanCaptured({ captured, step }: StepRequest, material: SalesMaterial): void {
  if (captured === undefined || captured.amountMinor === material.totalMinor) return;
  const money = (minor: number): string => formatMoney(minor, material.currency);
  const detail = `Shipment ${step.title}: captured ${money(captured.amountMinor)}, to be invoiced ${money(material.totalMinor)}`;
  throw new RefusedError({ code: 'capturedAmountDiffers', detail });
}

function draftOf(connection: Connection, request: StepRequest, key: string, material: SalesMaterial): DocumentDraft {
  const { timeZone, byOrderType } = connection.policy;
  const { step, invoice } = request;
  return {
    key,
    material,
    movesStock: byOrderType[material.orderType].stock.mode === 'invoice',
    documentDate: step.documentDate ?? localDate(step.triggeredAt ?? '', timeZone),
    ...(material.shippedAt === undefined ? {} : { deliveryDate: localDate(material.shippedAt, timeZone) }),
    ...(invoice === undefined || step.kind !== 'credit' ? {} : { originalDocumentNumber: invoice.documentNumber }),
  };
}

/** Where records were lost, a document that somebody cancelled is all that tells of a decision not to have it. */
async function cancelledByHand(
  deps: ActivityDeps,
  { isRecreation }: StepRequest,
  effect: Effect,
  cancelled: readonly ErpDocument[],
): Promise<ErpDocument | undefined> {
  const last = cancelled.at(-1);
  return !last || isRecreation || (await isOurCancellation(deps, effect, last.documentNumber)) ? undefined : last;
}

/** The document's own day; or today, where its period is locked and the policy prefers that to asking. */
async function createOnAllowedDay(
  deps: ActivityDeps,
  connection: Connection,
  draft: DocumentDraft,
): Promise<ErpDocument> {
  const { erp, policy } = connection;
  try {
    return await erp.createDocument(draft);
  } catch (error) {
    const isLocked = error instanceof RefusedError && error.problem.code === 'periodLocked';
    const { lockedPeriod } = policy.byOrderType[draft.material.orderType].invoice;
    if (!isLocked || lockedPeriod !== 'today') throw error;
    return erp.createDocument({ ...draft, documentDate: localDate(deps.now().toISOString(), policy.timeZone) });
  }
}

/**
 * Never books a wrong amount. A draft that differs stays for a person to look at; once the person says "again", it is
 * cancelled and made anew, since what made it differ (a setting of the ERP) acts when a document is made.
 *
 * @param mayRemake Whether a person has seen this very draft.
 */
async function refuseDifferences(
  deps: ActivityDeps,
  { erp }: Connection,
  effect: Effect,
  document: ErpDocument,
  draft: DocumentDraft,
  mayRemake: boolean,
): Promise<void> {
  const differences = erp.differences(document, draft);
  if (differences.length === 0) return;
  const { documentNumber, isBooked } = document;
  const problem = problemOfDifferences(differences);
  if (isBooked || !mayRemake) {
    const what = isBooked ? `Document ${documentNumber} is booked already and differs` : `Draft ${documentNumber}`;
    throw new RefusedError({ ...problem, detail: `${what}: ${problem.detail}` });
  }
  await once(onceDeps(deps), cancellationOf(effect, documentNumber), {
    find: async () => ((await erp.readDocument(documentNumber)).isCancelled ? { documentNumber } : undefined),
    perform: async () => {
      await erp.cancelDocument(documentNumber);
      return { documentNumber };
    },
  });
  await supersedeDocument(deps, effect.key, documentNumber, `remade: ${problem.detail}`);
  throw new NotDoneError(`Draft ${documentNumber} was cancelled and is made anew`, { retryAfterMs: 1_000 });
}

function cancellationOf(effect: Effect, documentNumber: string): Effect {
  return { ...effect, key: `${effect.key}-cancel-${documentNumber}`, kind: 'cancel' };
}

/** Whether it was we who cancelled a draft to remake it, and only the answer, or we, got lost on the way. */
async function isOurCancellation({ records }: ActivityDeps, effect: Effect, documentNumber: string): Promise<boolean> {
  const cancellation = cancellationOf(effect, documentNumber);
  const begun = await records.effects.begin(cancellation);
  if (begun.state !== 'first') return true;
  await records.effects.withdraw(cancellation.key);
  return false;
}
