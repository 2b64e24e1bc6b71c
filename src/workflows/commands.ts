import { uuid4 } from '@temporalio/workflow';
import type { Decision } from '../domain/order-view.ts';
import type { PlannedStep } from '../domain/lane.ts';
import { isSettled, type StepProgress } from '../domain/progress.ts';
import type { StepId } from '../domain/steps.ts';
import {
  readMarkDone,
  readPause,
  readResend,
  readRetry,
  readSkip,
  type MarkDoneCommand,
  type PauseCommand,
  type Reading,
  type ResendCommand,
  type RetryCommand,
  type SkipCommand,
} from './messages.ts';
import {
  lanesOf,
  progressOf,
  reopen,
  reopenSkippedByPolicy,
  setPaused,
  settle,
  stepsOf,
  type Command,
  type OrderState,
} from './order-state.ts';

/** What a person told the order is applied here. Nothing in here throws: what cannot be done is journaled with the reason. */

/** Takes a command in. It is carried out at once, or after the first look of this run. */
export function hear(state: OrderState, command: Command): void {
  state.commands.push(command);
  state.isAskedToLook = true;
  if (state.assessment) carryOutCommands(state);
}

/** Carries out what was heard, in the order in which it came. */
export function carryOutCommands(state: OrderState): void {
  for (const { action, payload } of state.commands.splice(0)) APPLY[action](state, payload);
}

const APPLY: Readonly<Record<Command['action'], (state: OrderState, payload: unknown) => void>> = {
  retry: applyRetry,
  skip: applySkip,
  resendInvoices: applyResend,
  markDone: applyMarkDone,
  pause: applyPause,
  resume: applyResume,
};

/** Tries again what needs attention. */
function applyRetry(state: OrderState, payload: unknown): void {
  journal(state, 'retry', payload, readRetry(payload), (command: RetryCommand) => {
    const { steps } = progressOf(state);
    const stuck = (Object.keys(steps) as StepId[]).filter((id) => steps[id]?.state === 'needsAttention');
    const chosen = command.step === undefined ? stuck : stuck.filter((id) => id === command.step);
    state.isAskedToLook = true;
    if (chosen.length === 0) {
      if (command.step !== undefined && steps[command.step as StepId])
        return refused(`${command.step} does not need attention`);
      return accepted('looking again');
    }
    for (const id of chosen) {
      reopen(state, id);
      state.retried.set(id, new Date().toISOString());
      if (command.recreate) state.recreated.add(id);
    }
    return accepted(`trying again: ${chosen.join(', ')}`);
  });
}

/** Settles a step without doing it. */
function applySkip(state: OrderState, payload: unknown): void {
  journal(state, 'skip', payload, readSkip(payload), (command: SkipCommand) => {
    const step = stepsOf(state).find(({ id }) => id === command.step);
    if (!step) return refused(`this order has no step ${command.step}`);
    const stands = progressOf(state).steps[step.id];
    if (stands?.state === 'done') return refused(`${step.id} is done already`);
    if ([...state.running.values()].some(({ id }) => id === step.id))
      return refused(`${step.id} is being done right now`);
    const at = new Date().toISOString();
    const { by, reason } = command;
    const isHeld = step.kind === 'capture' && command.releaseInvoice !== true;
    const { reference } = stands ?? {};
    settle(state, step.id, {
      state: 'skipped',
      at,
      by,
      reason,
      digest: step.digest,
      releases: !isHeld,
      ...(reference === undefined ? {} : { reference }),
    });
    if (step.kind === 'review') settleVanished(state, step.id, { state: 'skipped', at, by, reason });
    state.isAskedToLook = true;
    const note = isHeld ? '; its invoice is held until Centra shows the money, or the invoice is skipped too' : '';
    return accepted(`skipped ${step.id}${note}`);
  });
}

/** Whoever accepts that a shipment has vanished accepts what was left open of it, such as an unclear capture. */
function settleVanished(state: OrderState, review: StepId, skipped: StepProgress): void {
  const subject = review.replace(/review$/, '');
  const planned = new Set(stepsOf(state).map(({ id }) => id));
  const { steps } = progressOf(state);
  for (const id of Object.keys(steps) as StepId[]) {
    if (id.startsWith(subject) && !planned.has(id) && !isSettled(steps[id])) settle(state, id, skipped);
  }
}

/** Sends invoices again, or makes those that are missing. */
function applyResend(state: OrderState, payload: unknown): void {
  journal(state, 'resendInvoices', payload, readResend(payload), (command: ResendCommand) => {
    const isInvoice = ({ kind, shipmentId }: PlannedStep): boolean =>
      kind === 'invoice' && shipmentId === (command.shipmentId ?? shipmentId);
    if (!stepsOf(state).some(isInvoice)) return refused('this order has no such invoice, nor is one planned');
    state.resends.push(command);
    state.isAskedToLook = true;
    const which = command.shipmentId === undefined ? 'all invoices' : `invoice of shipment ${command.shipmentId}`;
    const isSent = stepsOf(state).some((step) => isInvoice(step) && step.send !== 'none');
    return accepted(isSent ? which : `${which}; what exists is not sent, because the policy sends nothing`);
  });
}

/** What the ERP's documents are called by: nothing that would lead elsewhere. */
const DOCUMENT_NUMBER = /^[A-Za-z0-9][A-Za-z0-9-]*$/;

/** Settles a step that a person has done by hand: documents once the ERP shows them, the rest at once. */
function applyMarkDone(state: OrderState, payload: unknown): void {
  journal(state, 'markDone', payload, readMarkDone(payload), (command: MarkDoneCommand) => {
    const step = stepsOf(state).find(({ id }) => id === command.step);
    if (!step) return refused(`this order has no step ${command.step}`);
    const obstacle = obstacleToMark(state, step);
    if (obstacle !== undefined) return refused(obstacle);
    const { by, reason, reference } = command;
    state.isAskedToLook = true;
    if (step.kind === 'invoice' || step.kind === 'credit') {
      if (!DOCUMENT_NUMBER.test(reference)) return refused('reference must be the number of one document in the ERP');
      state.marks.push(command);
      return accepted(`looking document ${reference} up in the ERP`);
    }
    const at = new Date().toISOString();
    // What was captured is paid into the books later: no more and no less than Centra asks for the shipment.
    const money = step.kind === 'capture' ? { amountMinor: step.amountMinor } : {};
    settle(state, step.id, { state: 'done', at, by, reason, reference, digest: step.digest, ...money });
    state.retried.delete(step.id);
    reopenSkippedByPolicy(state, step.id);
    if (step.kind === 'review') settleVanished(state, step.id, { state: 'skipped', at, by, reason });
    return accepted(`${step.id} is done as ${reference}`);
  });
}

/** Why a step cannot be marked as done now. What a person marked can be marked anew until something was built on it. */
function obstacleToMark(state: OrderState, step: PlannedStep): string | undefined {
  const isBusy = [...state.running.values()].some(({ id }) => id === step.id);
  if (isBusy) return `${step.id} is being done right now; try again when it has ended`;
  if (state.marks.some((mark) => mark.step === step.id)) return `${step.id} is being looked up already`;
  const { steps } = progressOf(state);
  const stands = steps[step.id];
  if (stands?.state !== 'done') return undefined;
  if (stands.by === undefined) return `${step.id} is done already`;
  const builtOn = stepsOf(state).find(({ id, after }) => after.includes(step.id) && steps[id]?.state === 'done');
  return builtOn && `${step.id} is marked as ${stands.reference} already, and ${builtOn.id} was done by it`;
}

/** A document made by hand that can be looked up now. */
export interface ReadyMark {
  readonly command: MarkDoneCommand;
  readonly step: PlannedStep;
  readonly laneId: string;
}

/** Takes the documents to be looked up whose lanes are free; the others stay for later. */
export function takeMarks(state: OrderState): ReadyMark[] {
  if (!state.assessment?.order) return [];
  const ready: ReadyMark[] = [];
  for (const command of state.marks.splice(0)) {
    const lane = lanesOf(state).find(({ steps }) => steps.some(({ id }) => id === command.step));
    const step = lane?.steps.find(({ id }) => id === command.step);
    const isFree = lane && !state.running.has(lane.laneId) && !ready.some(({ laneId }) => laneId === lane.laneId);
    if (!lane || !step) noteOutcome(state, 'markDone', command.by, `this order has no step ${command.step} any more`);
    else if (isFree) ready.push({ command, step, laneId: lane.laneId });
    else state.marks.push(command);
  }
  return ready;
}

/** Stops the order: what runs is finished, nothing new is begun, and it goes on looking. */
function applyPause(state: OrderState, payload: unknown): void {
  journal(state, 'pause', payload, readPause(payload), ({ by, reason }: PauseCommand) => {
    const { paused } = progressOf(state);
    if (paused) return refused(`paused already, by ${paused.by} since ${paused.at}`);
    setPaused(state, { at: new Date().toISOString(), by, reason });
    const running = [...state.running.values()].map(({ id }) => id);
    return accepted(running.length === 0 ? 'paused' : `paused; being finished: ${running.join(', ')}`);
  });
}

/** Lets a paused order go on. */
function applyResume(state: OrderState, payload: unknown): void {
  journal(state, 'resume', payload, readPause(payload), () => {
    if (!progressOf(state).paused) return refused('not paused');
    setPaused(state, undefined);
    state.isAskedToLook = true;
    return accepted('going on');
  });
}

/** An invoice that exists and is to be sent again. */
export interface ReadyResend {
  readonly command: ResendCommand;
  readonly step: PlannedStep;
  readonly documentNumber: string;
}

/**
 * Sorts the resends that can be carried out now: an invoice that exists is to be sent again; one that does not is
 * simply due again. One that a person skipped stays so, unless it is named and to be recreated. What is for a lane that
 * is busy, or for an order that cannot be read, stays for later.
 */
export function takeResends(state: OrderState): ReadyResend[] {
  if (!state.assessment?.order) return [];
  const ready: ReadyResend[] = [];
  const busy = new Set([...state.running.values()].map((step) => step.shipmentId));
  for (const command of state.resends.splice(0)) {
    const invoices = stepsOf(state).filter(
      ({ kind, shipmentId }) => kind === 'invoice' && shipmentId === (command.shipmentId ?? shipmentId),
    );
    for (const step of invoices) {
      const stands = progressOf(state).steps[step.id];
      const isMeant = stands?.state !== 'skipped' || (command.shipmentId !== undefined && command.recreate === true);
      if (stands === undefined || !isMeant) continue;
      if (busy.has(step.shipmentId)) state.resends.push({ ...command, shipmentId: step.shipmentId });
      else if (stands.reference !== undefined) {
        busy.add(step.shipmentId);
        ready.push({ command, step, documentNumber: stands.reference });
      } else {
        reopen(state, step.id);
        state.retried.set(step.id, new Date().toISOString());
        if (command.recreate) state.recreated.add(step.id);
      }
    }
  }
  return ready;
}

/** Journals a signal that we do not have. */
export function noteUnknownSignal(state: OrderState, name: string, payload: unknown): void {
  journal(state, name, payload, { ok: false, why: 'no such signal' }, () => refused(''));
}

/** Journals what came of a command that was accepted earlier. */
export function noteOutcome(
  state: OrderState,
  action: string,
  by: string,
  note: string,
  outcome: Decision['outcome'] = 'refused',
): void {
  journal(state, action, undefined, { ok: true, command: { by } }, () => ({ outcome, note }));
}

interface Verdict {
  readonly outcome: Decision['outcome'];
  readonly note: string;
}

const accepted = (note: string): Verdict => ({ outcome: 'accepted', note });
const refused = (note: string): Verdict => ({ outcome: 'refused', note });

function journal<T extends { by: string; reason?: string }>(
  state: OrderState,
  action: string,
  payload: unknown,
  read: Reading<T>,
  apply: (command: T) => Verdict,
): void {
  const verdict = read.ok ? apply(read.command) : refused(read.why);
  // Several can be heard at one moment of the workflow's clock; a millisecond apart they keep their order.
  state.decidedAtMs = Math.max(Date.now(), state.decidedAtMs + 1);
  state.decisions.push({
    id: uuid4(),
    at: new Date(state.decidedAtMs).toISOString(),
    action,
    by: read.ok ? read.command.by : 'unknown',
    reason: (read.ok ? read.command.reason : undefined) ?? '',
    payload: (JSON.stringify(payload) ?? '').slice(0, 500),
    ...verdict,
  });
  state.isUnpublished = true;
}
