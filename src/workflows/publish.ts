import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { ownLocal } from './activities.ts';
import { progressOf, type OrderState } from './order-state.ts';
import { attributesOf, type PublishedAttributes } from './search-attributes.ts';
import { detailsOf, documentsOf, problemsOf, viewOf } from './view.ts';

/** Tells the world how the order stands: the Temporal Web UI, the lists, and the records. */
export async function publish(state: OrderState): Promise<void> {
  const { isCompleted } = state;
  if (!state.isUnpublished && !isCompleted) return;
  state.isUnpublished = false;
  const view = viewOf(state);
  const problems = problemsOf(view);
  const documents = documentsOf(progressOf(state));
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
