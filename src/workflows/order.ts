import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setDefaultSignalHandler,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderView } from '../domain/order-view.ts';
import { isSettled } from '../domain/progress.ts';
import { centraLook } from './activities.ts';
import { carryOutCommands, hear, noteUnknownSignal } from './commands.ts';
import * as messages from './messages.ts';
import { adopt, carriedFrom, openState, progressOf, stepsOf, type OrderInput, type OrderState } from './order-state.ts';
import { isThrifty } from './patches.ts';
import { publish } from './publish.ts';
import { viewOf } from './view.ts';
import { startWork } from './work.ts';

/** Webhooks come in bursts: a look begins so long after the first, and serves all that came until then. */
const BURST_MS = 2_000;

/** What comes so soon after a look was asked for is certainly there when it begins. */
const COVERED_MS = BURST_MS - 500;

/** For so long a look is good enough to close an order by. */
const FRESH_MS = 5 * 60_000;

/** A webhook can be faster than what Centra lets us read. */
const READ_DELAY_MS = 45_000;

/**
 * One Centra order, from its first sign of life until every shipment and every return is accounted for. The workflow
 * decides nothing: it looks, carries out what the plan says is due, tells the world, and waits to be told to look again.
 */
export async function orderWorkflow(input: OrderInput): Promise<OrderView> {
  const state = openState(input);
  listen(state);
  for (;;) {
    if (state.isAskedToLook) {
      if (!isThrifty()) await sleep(BURST_MS);
      const { isHinted } = state;
      const found = await look(state, BURST_MS);
      const isTold = isHinted || state.isHinted;
      state.secondLookAt = isTold && found === 'nothingNew' ? Date.now() + READ_DELAY_MS : undefined;
      state.isHinted &&= state.isAskedToLook;
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
    const isTime = !(await somethingHappens(state));
    if (isTime) {
      state.secondLookAt = undefined;
      await look(state);
    }
  }
}

function listen(state: OrderState): void {
  const hint = (payload?: unknown): void => {
    const returnIds = messages.readReturnIds(payload);
    state.isHinted = true;
    if (returnIds.length === 0 && isCovered(state)) return;
    state.isAskedToLook = true;
    state.returnIds.push(...returnIds);
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
  setHandler(messages.markDone, (payload) => hear(state, { action: 'markDone', payload }), {
    description: DESCRIPTIONS.markDone,
  });
  setHandler(messages.pause, (payload) => hear(state, { action: 'pause', payload }), {
    description: DESCRIPTIONS.pause,
  });
  setHandler(messages.resume, (payload) => hear(state, { action: 'resume', payload }), {
    description: DESCRIPTIONS.resume,
  });
  setDefaultSignalHandler((name, ...payload) => noteUnknownSignal(state, name, payload));
}

/** Whether the look that is under way has not begun to read yet. */
function isCovered({ lookAskedAtMs }: OrderState): boolean {
  return lookAskedAtMs !== undefined && Date.now() - lookAskedAtMs < COVERED_MS;
}

/**
 * Has the order read and planned anew.
 *
 * @param waitMs how long the look waits before it reads.
 */
async function look(state: OrderState, waitMs = 0): Promise<'news' | 'nothingNew'> {
  const { connectionId, orderNumber, progress } = state;
  const returnIds = state.returnIds.splice(0);
  state.isAskedToLook = false;
  state.isHinted = false;
  const isWaiting = waitMs > 0 && isThrifty();
  if (isWaiting) state.lookAskedAtMs = Date.now();
  const assessment = await centraLook(connectionId).assessOrder.executeWithOptions(
    { summary: `Look at order ${orderNumber}` },
    [
      {
        connectionId,
        orderNumber,
        returnIds,
        now: new Date().toISOString(),
        ...(progress === undefined ? {} : { progress }),
        ...(isWaiting ? { waitMs } : {}),
      },
    ],
  );
  state.lookAskedAtMs = undefined;
  state.lookedAtMs = Date.now();
  const isChanged = assessment.fingerprint !== (state.progress ?? assessment.progress).fingerprint;
  const shown = JSON.stringify(viewOf(state));
  adopt(state, assessment);
  carryOutCommands(state);
  // Time, rules and decisions change a plan too, when nothing in Centra does.
  const isOtherwiseChanged = isThrifty() && JSON.stringify(viewOf(state)) !== shown;
  state.isUnpublished ||= isChanged || isOtherwiseChanged;
  return isChanged && assessment.order !== undefined ? 'news' : 'nothingNew';
}

/** Waits until somebody asks for a look, work ends, or a moment comes. True when something happened before that. */
async function somethingHappens(state: OrderState): Promise<boolean> {
  const happened = (): boolean => state.isAskedToLook || state.isUnpublished;
  const moments = [momentOf(state.assessment?.plan.lookAgainAt), closingMoment(state)];
  // A second look comes within a minute, and nothing is closed before it.
  const next = state.secondLookAt ?? moments.filter((moment) => moment !== undefined).toSorted((a, b) => a - b)[0];
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

/** Complete by the plan, with nothing begun, nothing asked, and nothing that may not be readable yet. */
function isEnd(state: OrderState): boolean {
  const isQuiet = !state.isAskedToLook && state.secondLookAt === undefined;
  return isQuiet && isAllDone(state) && (state.assessment?.plan.isComplete === true || isTimeToClose(state));
}

/** What was just looked at, and is done since, needs no other look to be closed. */
function isTimeToClose(state: OrderState): boolean {
  const closesAt = closingMoment(state);
  const isFresh = state.lookedAtMs !== undefined && Date.now() - state.lookedAtMs < FRESH_MS;
  return isFresh && closesAt !== undefined && closesAt <= Date.now() && isThrifty();
}

function isAllDone(state: OrderState): boolean {
  const { steps, paused } = progressOf(state);
  const isNothingAsked = state.resends.length === 0 && state.marks.length === 0 && paused === undefined;
  return state.running.size === 0 && isNothingAsked && stepsOf(state).every(({ id }) => isSettled(steps[id]));
}

/** Only between two pieces of work: what runs would be lost. */
function canContinueAsNew(state: OrderState): boolean {
  return workflowInfo().continueAsNewSuggested && state.running.size === 0 && allHandlersFinished();
}

function momentOf(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Date.parse(instant);
}
