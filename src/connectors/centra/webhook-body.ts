import { z } from 'zod';

/** That something about an object changed. It carries ids only and is a reason to look, never the truth. */
export interface WebhookEvent {
  readonly type: string;
  /** Centra documents few of them (`insert`, `update`, `create`, `good_to_go`); none is relied upon. */
  readonly action: string;
  /** The order's number, or the id of a shipment, return, customer or account. */
  readonly id: number;
  /** Centra's local time without zone. */
  readonly date?: string;
  /** Set for a type that Centra's documentation does not name. */
  readonly isUnknownType?: true;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(['order', 'shipment', 'return', 'customer', 'account']);

const Id = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int().nonnegative());
const Payload = z.object({
  events: z.array(z.object({ type: z.string(), action: z.string(), id: Id, date: z.string().optional() })),
});

/**
 * The events in the body of a webhook of the version "Integration API", or undefined when the body is something else.
 * Centra sends a form with one field, `payload`, that holds JSON; spaces in it may be `+` or `%20`.
 */
export function parseWebhookBody(rawBody: Buffer): { readonly events: readonly WebhookEvent[] } | undefined {
  const payload = new URLSearchParams(rawBody.toString('utf8')).get('payload');
  const parsed = Payload.safeParse(payload === null ? undefined : parseJson(payload));
  return parsed.success ? { events: parsed.data.events.map(asEvent) } : undefined;
}

function asEvent({ type, action, id, date }: z.infer<typeof Payload>['events'][number]): WebhookEvent {
  return {
    type,
    action,
    id,
    ...(date === undefined ? {} : { date }),
    ...(KNOWN_TYPES.has(type) ? {} : { isUnknownType: true }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
