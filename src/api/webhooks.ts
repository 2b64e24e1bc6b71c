import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { raw, Router, type RequestHandler } from 'express';
import { parseWebhookBody } from '../connectors/centra/webhook-body.ts';
import { verifyWebhookSignature } from '../connectors/centra/webhook-signature.ts';
import { intakeWorkflowId, TASK_QUEUE } from '../workflows/ids.ts';
import { askTemporal } from './away.ts';
import { findConnection } from './connections.ts';
import type { ApiDeps } from './dependencies.ts';
import { onPath } from './on-path.ts';
import { HttpProblem } from './problem-documents.ts';

type WebhookEvents = NonNullable<ReturnType<typeof parseWebhookBody>>['events'];

/** The signature's remedy, by what is wrong with it. */
const REFUSALS = {
  malformed: 'X-Centra-Signature must read "t=<unix seconds>,v1=<hex>"; is the webhook’s secret set in Centra?',
  stale: 'The signature is too old, or from the future. Compare the clocks, or raise api.webhook.toleranceSeconds.',
  mismatch: 'The signature does not fit the body. Compare the secret in Centra with webhookSecrets in the config file.',
} as const;

/**
 * Takes in what Centra announces. A webhook is accepted by starting one workflow and by nothing else: neither Centra nor
 * the ERP is called here, so that it is acknowledged as fast when they are down.
 */
export function webhookRoutes({ config, temporal, now = () => new Date() }: ApiDeps): Router {
  const { maxBytes, toleranceSeconds } = config.api.webhook;
  const router = Router();

  const knowConnection: RequestHandler = (request, _response, next) => {
    findConnection(config, request.params['connection']);
    next();
  };
  // The signature is over the bytes as they were sent, so whatever they call themselves they are not touched.
  const keepBytes = raw({ type: () => true, limit: maxBytes, inflate: false });

  const accept: RequestHandler = async (request, response) => {
    const { id, centra } = findConnection(config, request.params['connection']);
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const header = request.get('x-centra-signature');
    const verdict = verifyWebhookSignature({
      header,
      rawBody,
      secrets: centra.webhookSecrets,
      toleranceSeconds,
      now: now(),
    });
    if (verdict !== 'valid') throw new HttpProblem('signature-refused', REFUSALS[verdict]);
    const body = parseWebhookBody(rawBody);
    if (!body) {
      throw new HttpProblem(
        'unreadable-body',
        'The body must be a form with one field "payload", a JSON list of events.',
      );
    }
    if (body.events.length > 0) await startIntake(temporal, id, rawBody, body.events);
    response.json({ accepted: body.events.length });
  };

  onPath(router, '/webhooks/centra/:connection', { post: [knowConnection, keepBytes, accept] });
  return router;
}

/**
 * Starts the intake of one delivery, once: a repeated one has the same body, hence the same id, and is taken as
 * accepted. Only a delivery whose intake was ended by force is taken in again.
 */
async function startIntake(
  temporal: Client,
  connectionId: string,
  rawBody: Buffer,
  events: WebhookEvents,
): Promise<void> {
  const bodyHash = createHash('sha256').update(rawBody).digest('hex');
  // The stamps make a body unique. Without them an equal body may well be news, and looking twice does no harm.
  const isStamped = events.every(({ date }) => date !== undefined);
  try {
    await askTemporal(temporal, () =>
      temporal.workflow.start('intakeWorkflow', {
        workflowId: intakeWorkflowId(connectionId, bodyHash),
        taskQueue: TASK_QUEUE,
        args: [{ connectionId, events: events.map(({ type, action, id }) => ({ type, action, id })) }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: isStamped ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'ALLOW_DUPLICATE',
        staticSummary: `Webhook of ${connectionId}: ${events.length} events`,
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
