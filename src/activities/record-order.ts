import type { Decision, OrderView } from '../domain/order-view.ts';
import type { Progress } from '../domain/progress.ts';
import type { ActivityDeps } from './dependencies.ts';

export interface OrderRecording {
  readonly view: OrderView;
  readonly progress: Progress;
  readonly problems: readonly string[];
  readonly documents: readonly string[];
  /** Centra's `updatedAt` of the order, as last seen. */
  readonly centraUpdatedAt?: string;
  readonly completedAt?: string;
  /** What people decided since the last recording. */
  readonly decisions: readonly Decision[];
  /** The workflow's clock in milliseconds: a later recording replaces an earlier one, never the reverse. */
  readonly version: number;
}

/** Writes the one record of an order, which lists read, and the journal of what people did. */
export function createRecordOrder({ records }: ActivityDeps) {
  return async function recordOrder(recording: OrderRecording): Promise<void> {
    const { view, decisions } = recording;
    const { connectionId, orderNumber, stage } = view;
    for (const decision of decisions) {
      await records.decisions.add({ ...decision, connectionId, orderNumber, at: new Date(decision.at) });
    }
    await records.orders.upsert({
      connectionId,
      orderNumber,
      stage,
      currency: view.currency ?? null,
      progress: recording.progress,
      view,
      problems: recording.problems,
      erpDocuments: recording.documents,
      centraUpdatedAt: recording.centraUpdatedAt === undefined ? null : new Date(recording.centraUpdatedAt),
      completedAt: recording.completedAt === undefined ? null : new Date(recording.completedAt),
      observedAt: new Date(recording.version),
      version: recording.version,
    });
  };
}
