import { sleep } from '@temporalio/workflow';
import type { HintEvent, ResolvedHints } from '../activities/resolve-hints.ts';
import { centraLook, own } from './activities.ts';

export interface IntakeInput {
  readonly connectionId: string;
  readonly events: readonly HintEvent[];
}

/** A webhook can be faster than what Centra lets us read. */
const READ_DELAY = '45 s';

/**
 * One webhook body: finds the orders that its events are about and wakes each of them. It ends at once where everything
 * is known; what Centra does not know yet is looked up once more, and then kept for people to see.
 */
export async function intakeWorkflow({ connectionId, events }: IntakeInput): Promise<ResolvedHints> {
  const { resolveHints } = centraLook(connectionId);
  const first = await resolveHints(connectionId, events);
  await own.signalOrders(connectionId, { orders: first.orders, unresolved: [] });
  if (first.unresolved.length === 0) return first;

  await sleep(READ_DELAY);
  const missing = events.filter((event) =>
    first.unresolved.some(({ type, id }) => type === event.type && id === event.id),
  );
  const second = await resolveHints(connectionId, missing);
  await own.signalOrders(connectionId, second);
  return { orders: [...first.orders, ...second.orders], unresolved: second.unresolved };
}
