import { createHash } from 'node:crypto';
import { latest } from '../domain/local-date.ts';
import type { OrderObservation, OrderStatus, OrderType } from '../domain/observation.ts';
import { RefusedError } from '../connectors/call-errors.ts';
import { plan, planForUnknownOrder, planForUnreadableOrder, type Plan } from '../domain/plan.ts';
import { NO_PROGRESS, type Progress } from '../domain/progress.ts';
import { shipment, stepId } from '../domain/steps.ts';
import { connectionOf, type ActivityDeps, type Connection } from './dependencies.ts';

export interface AssessmentRequest {
  readonly connectionId: string;
  readonly orderNumber: number;
  /** Absent on the first look of a run: then the records tell how far an earlier run came. */
  readonly progress?: Progress;
  /** The workflow's clock; by the worker's alone, what a timer waited for might not have come yet. */
  readonly now: string;
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
    const { connectionId, orderNumber } = request;
    const connection = connectionOf(deps, connectionId);
    const known = request.progress ?? (await recordedProgress(deps, connectionId, orderNumber));
    const returnIds = [...new Set([...known.returnIds, ...request.returnIds])].toSorted((a, b) => a - b);
    const now = latest([request.now, deps.now().toISOString()]) ?? request.now;
    const { erpKind } = connection;
    let seen: OrderObservation | undefined;
    try {
      seen = await withOpenCaptures(connection, known, await connection.centra.observeOrder(orderNumber, returnIds));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const { problem } = error;
      const unreadable = planForUnreadableOrder(orderNumber, problem, now);
      return { plan: unreadable, progress: { ...known, returnIds }, erpKind, fingerprint: problem.code };
    }
    const progress = { ...known, returnIds: seen ? returnsOf(seen, returnIds) : returnIds };
    if (!seen) return { plan: planForUnknownOrder(orderNumber, progress), progress, erpKind, fingerprint: 'unknown' };
    const { type, status, currency, updatedAt } = seen;
    return {
      plan: plan(seen, progress, connection.policy, now),
      progress,
      order: { type, status, currency, updatedAt },
      erpKind,
      fingerprint: createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16),
    };
  };
}

/** Asks how a capture stands that the provider took in and has not answered; only the payment entries tell. */
async function withOpenCaptures(
  { centra }: Connection,
  progress: Progress,
  seen: OrderObservation | undefined,
): Promise<OrderObservation | undefined> {
  if (!seen) return undefined;
  const shipments = await Promise.all(
    seen.shipments.map(async (parcel) => {
      const isOpen = progress.steps[stepId(shipment(parcel.shipmentId), 'capture')]?.state === 'pending';
      if (!isOpen) return parcel;
      return { ...parcel, capture: (await centra.readCapture(parcel.shipmentId)).state };
    }),
  );
  return { ...seen, shipments };
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
