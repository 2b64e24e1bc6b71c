import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { StepRequest } from '../activities/step-request.ts';
import type { OrderView } from '../domain/order-view.ts';
import type { PlannedStep } from '../domain/plan.ts';
import type { Problem } from '../domain/problems.ts';
import type { StepProgress } from '../domain/progress.ts';
import { shipment, stepId } from '../domain/steps.ts';
import { centraLook, ownLocal } from './activities.ts';
import { carryOutCommands, hear, takeResends, type ReadyResend } from './commands.ts';
import * as messages from './messages.ts';
import { nextStep } from './next-step.ts';
import {
  adopt,
  carriedFrom,
  isFinal,
  lanesOf,
  openState,
  progressOf,
  reopen,
  settle,
  stepsOf,
  type OrderInput,
  type OrderState,
} from './order-state.ts';
import { recipesFor } from './recipes.ts';
import { attributesOf, type PublishedAttributes } from './search-attributes.ts';
import { detailsOf, documentsOf, problemsOf, viewOf } from './view.ts';

/** Webhooks come in bursts; one look serves them all. */
const DEBOUNCE = '2 s';

/** A webhook can be faster than what Centra lets us read. */
const READ_DELAY_MS = 45_000;

/**
 * One Centra order, from its first sign of life until every shipment and every return is accounted for. The workflow
 * decides nothing: it looks, carries out what the plan says is due, tells the world, and waits to be told to look again.
 */
export async function orderWorkflow(input: OrderInput): Promise<OrderView> {
  const state = openState(input);
  listen(state);
  let secondLookAt: number | undefined;
  for (;;) {
    if (state.isAskedToLook) {
      await sleep(DEBOUNCE);
      secondLookAt = (await look(state)) === 'nothingNew' ? Date.now() + READ_DELAY_MS : undefined;
    }
    startWork(state);
    state.isCompleted = isEnd(state);
    await publish(state);
    // A signal may have come in while the last line was written.
    if (state.isCompleted && isEnd(state)) return viewOf(state);
    if (canContinueAsNew(state)) {
      const { connectionId, orderNumber } = state;
      await continueAsNew<typeof orderWorkflow>({ connectionId, orderNumber, carried: carriedFrom(state) });
    }
    const isTime = !(await somethingHappens(state, secondLookAt));
    if (isTime) {
      secondLookAt = undefined;
      await look(state);
    }
  }
}

function listen(state: OrderState): void {
  const hint = (payload?: unknown): void => {
    state.isAskedToLook = true;
    state.returnIds.push(...messages.readReturnIds(payload));
  };
  const { DESCRIPTIONS } = messages;
  setHandler(messages.status, () => viewOf(state), { description: DESCRIPTIONS.status });
  setHandler(messages.orderChanged, hint, { description: DESCRIPTIONS.orderChanged });
  setHandler(messages.shipmentChanged, hint, { description: DESCRIPTIONS.shipmentChanged });
  setHandler(messages.returnChanged, hint, { description: DESCRIPTIONS.returnChanged });
  setHandler(messages.retry, (payload) => hear(state, { action: 'retry', payload }), {
    description: DESCRIPTIONS.retry,
  });
  setHandler(messages.skip, (payload) => hear(state, { action: 'skip', payload }), { description: DESCRIPTIONS.skip });
  setHandler(messages.resendInvoices, (payload) => hear(state, { action: 'resendInvoices', payload }), {
    description: DESCRIPTIONS.resendInvoices,
  });
}

/** Has the order read and planned anew. */
async function look(state: OrderState): Promise<'news' | 'nothingNew'> {
  const { connectionId, orderNumber, progress } = state;
  const returnIds = state.returnIds.splice(0);
  state.isAskedToLook = false;
  const assessment = await centraLook(connectionId).assessOrder.executeWithOptions(
    { summary: `Look at order ${orderNumber}` },
    [
      {
        connectionId,
        orderNumber,
        returnIds,
        now: new Date().toISOString(),
        ...(progress === undefined ? {} : { progress }),
      },
    ],
  );
  const isNews = assessment.fingerprint !== state.assessment?.fingerprint;
  adopt(state, assessment);
  carryOutCommands(state);
  state.isUnpublished ||= isNews;
  return isNews ? 'news' : 'nothingNew';
}

/** Starts whatever can run now, in every lane that is not busy. */
function startWork(state: OrderState): void {
  const { assessment } = state;
  if (!assessment) return;
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
  state.running.set(laneId, step);
  state.isUnpublished = true;
  void work()
    .catch((error: unknown) => {
      if (!isCancellation(error)) settle(state, step.id, needsAttention(state, step, error));
    })
    .finally(() => {
      state.running.delete(laneId);
      state.isUnpublished = true;
      startWork(state);
    });
}

async function carryOut(state: OrderState, step: PlannedStep): Promise<void> {
  // A review is never due: it only waits for a person.
  if (step.kind === 'review') return;
  const recipes = recipesOf(state);
  const request = requestFor(state, step);
  try {
    settle(state, step.id, { ...(await recipes[step.kind](request)), digest: step.digest });
  } catch (error) {
    if (isCancellation(error)) throw error;
    const stands = needsAttention(state, step, error);
    const isHeldBack = stands.problem.code === 'captureRefused' && step.onFailure === 'withdrawGoodToGo';
    settle(state, step.id, isHeldBack ? await holdBack(recipes, request, stands) : stands);
  } finally {
    state.retried.delete(step.id);
    state.recreated.delete(step.id);
  }
}

/** A refused capture means that the parcel must not leave; the problem tells whether that could be said to Centra. */
async function holdBack(recipes: Recipes, request: StepRequest, stands: Attention): Promise<Attention> {
  const { problem } = stands;
  let outcome = 'good to go was withdrawn';
  try {
    await recipes.withdrawGoodToGo(request);
  } catch (error) {
    if (isCancellation(error)) throw error;
    outcome = 'good to go could NOT be withdrawn, stop the parcel by hand';
  }
  return { ...stands, problem: { ...problem, detail: `${problem.detail}; ${outcome}` } };
}

async function sendAgain(state: OrderState, { step, documentNumber, command }: ReadyResend): Promise<void> {
  const recreate = command.recreate === true;
  const resend = { documentNumber, isChecked: true, recreate };
  if ((await recipesOf(state).send(requestFor(state, step), resend)) === 'sent') return;
  reopen(state, step.id);
  state.recreated.add(step.id);
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
  return {
    connectionId,
    orderNumber,
    step,
    isRetryByPerson: retried.has(step.id),
    isRecreation: recreated.has(step.id),
    ...(invoice?.state === 'done' && {
      invoice: { documentNumber: invoice.reference ?? '', documentDate: invoice.documentDate ?? '' },
    }),
    ...(capture?.amountMinor !== undefined && { captured: { amountMinor: capture.amountMinor, at: capture.at } }),
  };
}

/** A problem that an activity handed over, or a failure of our own making, which a developer must see. */
function needsAttention(state: OrderState, step: PlannedStep, error: unknown): Attention {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const isProblem = cause instanceof ApplicationFailure && cause.type === 'Problem';
  const problem = isProblem
    ? (cause.details?.[0] as Problem)
    : { code: 'internalFault' as const, detail: cause instanceof Error ? cause.message : String(cause) };
  const { reference } = progressOf(state).steps[step.id] ?? {};
  return {
    state: 'needsAttention' as const,
    at: new Date().toISOString(),
    problem,
    ...(reference === undefined ? {} : { reference }),
  };
}

/** Tells the world how the order stands: the Temporal Web UI, the lists, and the records. */
async function publish(state: OrderState): Promise<void> {
  const { isCompleted } = state;
  if (!state.isUnpublished && !isCompleted) return;
  state.isUnpublished = false;
  const view = viewOf(state);
  const problems = problemsOf(view);
  const documents = documentsOf(view);
  setCurrentDetails(detailsOf(view));
  publishAttributes(state, { stage: view.stage, problems, documents });
  const now = new Date();
  await ownLocal.recordOrder({
    view,
    progress: progressOf(state),
    problems,
    documents,
    decisions: state.decisions.splice(0),
    version: now.getTime(),
    ...(state.assessment?.order && { centraUpdatedAt: state.assessment.order.updatedAt }),
    ...(isCompleted && { completedAt: now.toISOString() }),
  });
}

/** Search attributes cost an event each time, so only what changed is written. */
function publishAttributes(state: OrderState, attributes: PublishedAttributes): void {
  const written = JSON.stringify(attributes);
  if (written === state.writtenAttributes) return;
  state.writtenAttributes = written;
  upsertSearchAttributes(attributesOf(attributes));
}

/** Waits until somebody asks for a look, work ends, or a moment comes. True when something happened before that. */
async function somethingHappens(state: OrderState, secondLookAt: number | undefined): Promise<boolean> {
  const happened = (): boolean => state.isAskedToLook || state.isUnpublished;
  const moments = [secondLookAt, momentOf(state.assessment?.plan.lookAgainAt), closingMoment(state)];
  const next = moments.filter((moment) => moment !== undefined).toSorted((a, b) => a - b)[0];
  if (next === undefined) {
    await condition(happened);
    return true;
  }
  const waitMs = next - Date.now();
  return happened() || (waitMs > 0 && (await condition(happened, waitMs)));
}

/** When a last look may find the order complete: nothing is left to do, and only its time has to come. */
function closingMoment(state: OrderState): number | undefined {
  return isAllDone(state) ? momentOf(state.assessment?.plan.completesAt) : undefined;
}

function isEnd(state: OrderState): boolean {
  return state.assessment?.plan.isComplete === true && !state.isAskedToLook && isAllDone(state);
}

function isAllDone(state: OrderState): boolean {
  const { steps } = progressOf(state);
  return state.running.size === 0 && state.resends.length === 0 && stepsOf(state).every(({ id }) => isFinal(steps[id]));
}

/** Only between two pieces of work: what runs would be lost. */
function canContinueAsNew(state: OrderState): boolean {
  return workflowInfo().continueAsNewSuggested && state.running.size === 0 && allHandlersFinished();
}

function momentOf(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Date.parse(instant);
}
