import { uuid4 } from '@temporalio/workflow';
import type { Decision } from '../domain/order-view.ts';
import type { PlannedStep } from '../domain/plan.ts';
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
      state.retried.add(id);
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
    settle(state, step.id, {
      state: 'skipped',
      at: new Date().toISOString(),
      by: command.by,
      reason: command.reason,
      digest: step.digest,
      releases: step.kind !== 'capture' || command.releaseInvoice === true,
    });
    state.isAskedToLook = true;
    return accepted(`skipped ${step.id}`);
  });
}

/** Sends invoices again, or makes those that are missing. */
function applyResend(state: OrderState, payload: unknown): void {
  journal(state, 'resendInvoices', payload, readResend(payload), (command: ResendCommand) => {
    const isInvoice = ({ kind, shipmentId }: PlannedStep): boolean =>
      kind === 'invoice' && shipmentId === (command.shipmentId ?? shipmentId);
    if (!stepsOf(state).some(isInvoice)) return refused('this order has no such invoice, nor is one planned');
    state.resends.push(command);
    state.isAskedToLook = true;
    return accepted(command.shipmentId === undefined ? 'all invoices' : `invoice of shipment ${command.shipmentId}`);
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
 * simply due again. What is for a lane that is busy stays for later.
 */
export function takeResends(state: OrderState): ReadyResend[] {
  const ready: ReadyResend[] = [];
  const busy = new Set([...state.running.values()].map((step) => step.shipmentId));
  for (const command of state.resends.splice(0)) {
    const invoices = stepsOf(state).filter(
      ({ kind, shipmentId }) => kind === 'invoice' && shipmentId === (command.shipmentId ?? shipmentId),
    );
    for (const step of invoices) {
      const stands = progressOf(state).steps[step.id];
      if (busy.has(step.shipmentId)) state.resends.push({ ...command, shipmentId: step.shipmentId });
      else if (stands?.reference !== undefined) {
        busy.add(step.shipmentId);
        ready.push({ command, step, documentNumber: stands.reference });
      } else if (stands !== undefined) {
        reopen(state, step.id);
        state.retried.add(step.id);
        if (command.recreate) state.recreated.add(step.id);
      }
    }
  }
  return ready;
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
