import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { ownLocal } from './activities.ts';
import { progressOf, type OrderState } from './order-state.ts';
import { isThrifty } from './patches.ts';
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
  const written = state.written ?? (state.isFirstRun && isThrifty() ? AT_START : undefined);
  if (isSame(attributes, written) || (written && isBetterWrittenLater(state, attributes, written))) return;
  state.written = attributes;
  upsertSearchAttributes(attributesOf(attributes));
}

/** What `orderStartOptions` give an order to begin with. */
const AT_START: PublishedAttributes = { stage: 'waiting', problems: [], documents: [] };

/** The number of a document can wait for the end of the work that made it, when the stage is written anyway. */
function isBetterWrittenLater(
  state: OrderState,
  attributes: PublishedAttributes,
  written: PublishedAttributes,
): boolean {
  return state.running.size > 0 && isSame({ ...attributes, documents: written.documents }, written) && isThrifty();
}

function isSame(attributes: PublishedAttributes, written: PublishedAttributes | undefined): boolean {
  return JSON.stringify(attributes) === JSON.stringify(written);
}
