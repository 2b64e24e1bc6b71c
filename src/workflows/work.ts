import { ActivityFailure, ApplicationFailure, isCancellation, uuid4 } from '@temporalio/workflow';
import type { StepRequest } from '../activities/step-request.ts';
import { PROBLEM_FAILURE, STALE_FAILURE } from '../domain/failure-types.ts';
import type { PlannedStep } from '../domain/lane.ts';
import type { Problem } from '../domain/problems.ts';
import type { StepProgress } from '../domain/progress.ts';
import { orderReturn, shipment, stepId } from '../domain/steps.ts';
import { noteOutcome, takeMarks, takeResends, type ReadyMark, type ReadyResend } from './commands.ts';
import { nextStep } from './next-step.ts';
import { lanesOf, progressOf, reopen, reopenSkippedByPolicy, settle, type OrderState } from './order-state.ts';
import { isThrifty } from './patches.ts';
import { recipesFor } from './recipes.ts';

/**
 * Starts whatever can run now, in every lane that is not busy. Nothing is begun on a plan that somebody has said is old:
 * the next look, seconds away, begins it.
 */
export function startWork(state: OrderState): void {
  if (!state.assessment || state.isAskedToLook) return;
  for (const mark of takeMarks(state)) occupy(state, mark.laneId, mark.step, () => adoptDocument(state, mark));
  if (progressOf(state).paused) return;
  for (const resend of takeResends(state)) {
    occupy(state, `S-${resend.step.shipmentId}`, resend.step, () => sendAgain(state, resend));
  }
  for (const lane of lanesOf(state)) {
    if (state.running.has(lane.laneId)) continue;
    const step = nextStep(lane, progressOf(state), [...state.running.values()]);
    if (step) occupy(state, lane.laneId, step, () => carryOut(state, step));
  }
}

/** Keeps a lane busy with a piece of work; when it ends, whatever it made possible starts. */
function occupy(state: OrderState, laneId: string, step: PlannedStep, work: () => Promise<void>): void {
  const { assessment } = state;
  state.running.set(laneId, step);
  state.isUnpublished = true;
  void work()
    .catch((error: unknown) => {
      if (!isCancellation(error)) settle(state, step.id, needsAttention(state, step, error));
    })
    .finally(() => {
      state.running.delete(laneId);
      state.isUnpublished = true;
      // The plan that was made meanwhile did not know how this would end.
      if (state.assessment !== assessment) state.isAskedToLook = true;
      startWork(state);
    });
}

async function carryOut(state: OrderState, step: PlannedStep): Promise<void> {
  // A review is never due: it only waits for a person.
  if (step.kind === 'review') return;
  const recipes = recipesOf(state);
  const request = requestFor(state, step);
  try {
    const result = await recipes[step.kind](request);
    settle(state, step.id, { ...result, digest: step.digest });
    // Only a plan that knows of the open request says when to look for its answer.
    if (result.state === 'pending' && isThrifty()) state.isAskedToLook = true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (isStale(error)) {
      state.isAskedToLook = true;
      return;
    }
    const stands = needsAttention(state, step, error);
    settle(state, step.id, stands);
    const isHeldBack = stands.problem.code === 'captureRefused' && step.onFailure === 'withdrawGoodToGo';
    if (isHeldBack) settle(state, step.id, await holdBack(recipes, request, stands));
  }
  state.retried.delete(step.id);
  state.recreated.delete(step.id);
}

/** A refused capture means that the parcel must not leave; the problem tells whether that could be said to Centra. */
async function holdBack(recipes: Recipes, request: StepRequest, stands: Attention): Promise<Attention> {
  const { problem } = stands;
  let outcome = 'good to go was withdrawn';
  try {
    await recipes.withdrawGoodToGo(request);
  } catch (error) {
    if (isCancellation(error)) throw error;
    outcome = `good to go could NOT be withdrawn (${problemOf(error).detail}), stop the parcel by hand`;
  }
  return { ...stands, problem: { ...problem, detail: `${problem.detail}; ${outcome}` } };
}

/** A sending that is refused leaves the invoice what it is; only its cancellation needs a person. */
async function sendAgain(state: OrderState, { step, documentNumber, command }: ReadyResend): Promise<void> {
  const recreate = command.recreate === true;
  try {
    const sending = { documentNumber, id: uuid4(), isChecked: true, recreate };
    if ((await recipesOf(state).send(requestFor(state, step), sending)) === 'sent') return;
    reopen(state, step.id);
    state.recreated.add(step.id);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { problem } = needsAttention(state, step, error);
    if (problem.code === 'documentCancelled') throw error;
    noteOutcome(state, 'resendInvoices', command.by, `${step.title}: ${problem.code}: ${problem.detail}`);
  }
}

/**
 * A document that a person made by hand becomes the step's, once the ERP shows it. Only the signal `markDone` leads here,
 * which no history from before it has, so no patch is needed.
 */
async function adoptDocument(state: OrderState, { step, command }: ReadyMark): Promise<void> {
  const { by, reason, reference } = command;
  try {
    const adopted = await recipesOf(state).adopt(requestFor(state, step), reference);
    settle(state, step.id, { ...adopted, by, reason, digest: step.digest });
    reopenSkippedByPolicy(state, step.id);
    state.retried.delete(step.id);
    state.recreated.delete(step.id);
    const differs = adopted.note === undefined ? '' : `: ${adopted.note}`;
    noteOutcome(state, 'markDone', by, `${step.id} is done as ${adopted.reference}${differs}`, 'accepted');
  } catch (error) {
    if (isCancellation(error)) throw error;
    noteOutcome(state, 'markDone', by, `${step.id} stays as it was: ${problemOf(error).detail}`);
  }
  state.isAskedToLook = true;
}

type Recipes = ReturnType<typeof recipesFor>;
type Attention = StepProgress & { readonly problem: Problem };

function recipesOf({ connectionId, assessment }: OrderState): Recipes {
  return recipesFor(connectionId, assessment?.erpKind ?? '', assessment?.order?.currency ?? '');
}

function requestFor(state: OrderState, step: PlannedStep): StepRequest {
  const { connectionId, orderNumber, retried, recreated } = state;
  const { steps } = progressOf(state);
  const invoice = steps[stepId(shipment(step.shipmentId), 'invoice')];
  const capture = steps[stepId(shipment(step.shipmentId), 'capture')];
  const credit = step.returnId === undefined ? undefined : steps[stepId(orderReturn(step.returnId), 'credit')];
  const retriedAt = retried.get(step.id);
  return {
    connectionId,
    orderNumber,
    step,
    requestedAt: new Date().toISOString(),
    isRecreation: recreated.has(step.id),
    isOtherCapturePending: Object.entries(steps).some(
      ([id, other]) => id.endsWith('-capture') && id !== step.id && other?.state === 'pending',
    ),
    ...(retriedAt === undefined ? {} : { retriedAt }),
    ...(invoice?.state === 'done' && {
      invoice: { documentNumber: invoice.reference ?? '', documentDate: invoice.documentDate ?? '' },
    }),
    ...(credit?.state === 'done' && { credit: { documentNumber: credit.reference ?? '' } }),
    ...(capture?.state === 'done' && { ...capturedBy(capture) }),
  };
}

/** Without an amount, as for a shipment that somebody marked as paid, we know of no money. */
function capturedBy({ amountMinor, at, giftCardMinor, isSplitUnclear }: StepProgress): Pick<StepRequest, 'captured'> {
  if (amountMinor === undefined) return {};
  return {
    captured: {
      amountMinor,
      at,
      ...(giftCardMinor === undefined ? {} : { giftCardMinor }),
      ...(isSplitUnclear ? { isSplitUnclear } : {}),
    },
  };
}

/** The activity asks for a look before it is told again. */
function isStale(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === STALE_FAILURE;
}

/** A problem that an activity handed over, or a failure of our own making, which a developer must see. */
function needsAttention(state: OrderState, step: PlannedStep, error: unknown): Attention {
  const { reference } = progressOf(state).steps[step.id] ?? {};
  return {
    state: 'needsAttention' as const,
    at: new Date().toISOString(),
    problem: problemOf(error),
    ...(reference === undefined ? {} : { reference }),
  };
}

function problemOf(error: unknown): Problem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const isProblem = cause instanceof ApplicationFailure && cause.type === PROBLEM_FAILURE;
  if (isProblem) return cause.details?.[0] as Problem;
  return { code: 'internalFault', detail: cause instanceof Error ? cause.message : String(cause) };
}
