import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { json, Router, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { orderWorkflowId } from '../workflows/ids.ts';
import { markDone, orderChanged, pause, resendInvoices, resume, retry, skip } from '../workflows/messages.ts';
import { orderStartOptions } from '../workflows/start-options.ts';
import { callerOf, type RequireRole } from './authentication.ts';
import { askRecords, askTemporal } from './away.ts';
import type { ApiDeps } from './dependencies.ts';
import { onPath } from './on-path.ts';
import { orderPath, readOrderPath, unknownOrder, type OrderAddress } from './order-path.ts';
import { id, line, readFields } from './read-fields.ts';

const reason = line(300);
const step = z
  .string()
  .regex(/^[SRO]-[1-9]\d{0,9}-(capture|invoice|payment|stock|credit|review)$/, 'must be a step such as S-1902-invoice');
const recreate = z.boolean().exactOptional();

const RETRY = z.strictObject({ step: step.exactOptional(), reason: reason.exactOptional(), recreate });
const SKIP = z.strictObject({ step, reason, releaseInvoice: z.boolean().exactOptional() });
// Numbers of documents are typed as numbers by half of the people.
const reference = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), line(100));
const MARK_DONE = z.strictObject({ step, reference, reason });
const PAUSE = z.strictObject({ reason });
const RESEND = z.strictObject({ shipmentId: id.exactOptional(), reason, recreate });
const RESEND_ONE = z.strictObject({ reason, recreate });
const LOOK = z.strictObject({});

/**
 * What people tell an order to do. A command is a signal to the order's workflow, which is started anew where it has
 * ended; who gave it is the token's name and never a word of the request.
 */
export function orderActionRoutes(deps: ApiDeps, requireRole: RequireRole): Router {
  const router = Router();
  // Bodies are read as JSON whatever they call themselves: a person with curl forgets the header.
  const readJson = json({ type: () => true, limit: '16kb' });
  const command = (path: string, handler: RequestHandler): void =>
    onPath(router, `/orders/:connection/:number/${path}`, { post: [requireRole('operator'), readJson, handler] });

  /** Tells an order that exists. */
  function action<F extends object>(
    path: string,
    fields: z.ZodObject & z.ZodType<F>,
    signal: SignalDefinition<[F & { by: string }]>,
  ): void {
    command(path, async (request, response) => {
      const order = readOrderPath(deps.config, request.params);
      const { shipmentId } = order;
      const read: F = readFields(fields, 'body', request.body ?? {});
      await expectKnown(deps, order);
      const by = callerOf(response).name;
      await tell(deps.temporal, order, signal, { ...read, ...(shipmentId === undefined ? {} : { shipmentId }), by });
      answerAccepted(response, order);
    });
  }

  action('retry', RETRY, retry);
  action('skip', SKIP, skip);
  action('mark-done', MARK_DONE, markDone);
  action('pause', PAUSE, pause);
  action('resume', PAUSE, resume);
  action('resend-invoices', RESEND, resendInvoices);
  action('shipments/:shipmentId/resend-invoice', RESEND_ONE, resendInvoices);

  // Looking is how an order becomes known, so it need not be.
  command('look', async (request, response) => {
    const order = readOrderPath(deps.config, request.params);
    readFields(LOOK, 'body', request.body ?? {});
    await tell(deps.temporal, order, orderChanged, { by: callerOf(response).name });
    answerAccepted(response, order);
  });
  return router;
}

/**
 * Refuses an order that nobody has heard of, so that a slip of the finger makes no workflow. What is not recorded yet
 * may be running already.
 */
async function expectKnown({ records, temporal }: ApiDeps, order: OrderAddress): Promise<void> {
  const { connectionId, orderNumber } = order;
  if (await askRecords(() => records.orders.find(connectionId, orderNumber))) return;
  const workflow = temporal.workflow.getHandle(orderWorkflowId(connectionId, orderNumber));
  try {
    await askTemporal(temporal, () => workflow.describe());
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? unknownOrder(order) : error;
  }
}

async function tell<C>(
  temporal: Client,
  { connectionId, orderNumber }: OrderAddress,
  signal: SignalDefinition<[C] | [C?]>,
  command: C,
): Promise<void> {
  await askTemporal(temporal, () =>
    temporal.workflow.signalWithStart('orderWorkflow', {
      ...orderStartOptions(connectionId, orderNumber),
      signal: signal.name,
      signalArgs: [command],
    }),
  );
}

/** The command is on its way; what came of it shows in the order's decisions. */
function answerAccepted(response: Response, order: OrderAddress): void {
  const href = orderPath(order);
  response.status(202).location(href).json({ order: href });
}
