import { uuid4 } from '@temporalio/workflow';
import type { Decision } from '../domain/order-view.ts';
import type { PlannedStep } from '../domain/lane.ts';
import { isSettled, type StepProgress } from '../domain/progress.ts';
import type { StepId } from '../domain/steps.ts';
import {
  readResend,
  readRetry,
  readSkip,
  type Reading,
  type ResendCommand,
  type RetryCommand,
  type SkipCommand,
} from './messages.ts';
import { progressOf, reopen, settle, stepsOf, type Command, type OrderState } from './order-state.ts';

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
export function noteOutcome(state: OrderState, action: string, by: string, note: string): void {
  journal(state, action, undefined, { ok: true, command: { by } }, () => refused(note));
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
