import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { latest } from '../domain/local-date.ts';
import type { OrderObservation, OrderStatus, OrderType } from '../domain/observation.ts';
import { RefusedError } from '../connectors/call-errors.ts';
import { plan, planForUnknownOrder, planForUnreadableOrder, type Plan } from '../domain/plan.ts';
import { isSettled, NO_PROGRESS, type Progress, type StepProgress } from '../domain/progress.ts';
import type { StepId } from '../domain/steps.ts';
import { connectionOf, type ActivityDeps, type Connection } from './dependencies.ts';

export interface AssessmentRequest {
  readonly connectionId: string;
  readonly orderNumber: number;
  /** Absent on the first look of a run: then the records tell how far an earlier run came. */
  readonly progress?: Progress;
  /** The workflow's clock; by the worker's alone, what a timer waited for might not have come yet. */
  readonly now: string;
  /** A burst of webhooks is still coming in: so long it is waited for its end, in milliseconds. */
  readonly waitMs?: number;
  /** Returns that were named since the last look. */
  readonly returnIds: readonly number[];
}

/** What a look at an order found: its plan, as data that the workflow only has to carry out. */
export interface Assessment {
  readonly plan: Plan;
  readonly progress: Progress;
  readonly order?: {
    readonly type: OrderType;
    readonly status: OrderStatus;
    readonly currency: string;
    readonly updatedAt: string;
  };
  /** Names the task queue of the ERP. */
  readonly erpKind: string;
  /** The same for two looks between which nothing has changed in Centra. */
  readonly fingerprint: string;
}

/** Reads the order from Centra as it is now and decides, by the rules of today, what is due. */
export function createAssessOrder(deps: ActivityDeps) {
  return async function assessOrder(request: AssessmentRequest): Promise<Assessment> {
    const { connectionId, orderNumber, waitMs = 0 } = request;
    if (waitMs > 0) await delay(waitMs);
    const connection = connectionOf(deps, connectionId);
    const known = request.progress ?? (await recordedProgress(deps, connectionId, orderNumber));
    const returnIds = [...new Set([...known.returnIds, ...request.returnIds])].toSorted((a, b) => a - b);
    const now = latest([request.now, deps.now().toISOString()]) ?? request.now;
    const { erpKind } = connection;
    let seen: OrderObservation | undefined;
    try {
      seen = await connection.centra.observeOrder(orderNumber, returnIds, {
        orderId: known.orderId,
        withStock: isStockNext(connection, known),
      });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const { problem } = error;
      const unreadable = planForUnreadableOrder(orderNumber, problem, now);
      return { plan: unreadable, progress: { ...known, returnIds }, erpKind, fingerprint: problem.code };
    }
    const progress: Progress = {
      ...known,
      returnIds: seen ? returnsOf(seen, returnIds) : returnIds,
      ...(seen ? { orderId: seen.orderId } : {}),
    };
    if (!seen) return { plan: planForUnknownOrder(orderNumber, progress), progress, erpKind, fingerprint: 'unknown' };
    const { type, status, currency, updatedAt } = seen;
    return {
      plan: plan(seen, progress, connection.policy, now),
      progress,
      order: { type, status, currency, updatedAt },
      erpKind,
      fingerprint: fingerprintOf(seen),
    };
  };
}

/** Whether a shipment's stock document is about to be made, so that the look may as well tell what it moves. */
function isStockNext({ policy }: Connection, { steps }: Progress): boolean {
  const movesStock = Object.values(policy.byOrderType).some(({ stock }) => stock.mode === 'document');
  const isInvoicedOnly = ([id, step]: [string, StepProgress | undefined]): boolean =>
    /^S-\d+-invoice$/.test(id) && isSettled(step) && !isSettled(steps[id.replace('invoice', 'stock') as StepId]);
  return movesStock && Object.entries(steps).some(isInvoicedOnly);
}

/** What is asked for now and then is no change in Centra. */
function fingerprintOf(seen: OrderObservation): string {
  const shipments = seen.shipments.map((shipment) => ({ ...shipment, stockRows: undefined }));
  const content = JSON.stringify({ ...seen, shipments });
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

async function recordedProgress(
  { records }: ActivityDeps,
  connectionId: string,
  orderNumber: number,
): Promise<Progress> {
  const record = await records.orders.find(connectionId, orderNumber);
  return (record?.progress as Progress | undefined) ?? NO_PROGRESS;
}

function returnsOf(seen: OrderObservation, known: readonly number[]): number[] {
  const seenIds = seen.shipments.flatMap((shipment) => shipment.returns.map((r) => r.returnId));
  return [...new Set([...known, ...seenIds])].toSorted((a, b) => a - b);
}
