import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { StepRequest } from '../activities/step-request.ts';
import type { PlannedStep } from '../domain/plan.ts';
import type { Problem } from '../domain/problems.ts';
import type { StepProgress } from '../domain/progress.ts';
import { shipment, stepId } from '../domain/steps.ts';
import { takeResends, type ReadyResend } from './commands.ts';
import { nextStep } from './next-step.ts';
import { lanesOf, progressOf, reopen, settle, type OrderState } from './order-state.ts';
import { recipesFor } from './recipes.ts';

/** Starts whatever can run now, in every lane that is not busy. */
export function startWork(state: OrderState): void {
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
