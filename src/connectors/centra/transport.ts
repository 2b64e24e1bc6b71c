import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { MaybeDoneError, NotDoneError, RefusedError } from '../call-errors.ts';
import { sendJson } from '../http.ts';
import type { Operation } from './documents/operation.ts';

export interface TransportSettings {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
  /** Told what each operation cost, as Centra counts it. */
  readonly onComplexity?: (operation: string, complexity: number) => void;
  /** Told, once for each field, what Centra says of one that it will remove. */
  readonly onDeprecated?: (words: string) => void;
}

/** Sends one GraphQL operation and gives its `data`, checked. */
export type Ask = <Answer>(operation: Operation<Answer>, signal?: AbortSignal) => Promise<Answer>;

/** Centra did not accept the document itself, so nothing ran: bad syntax, an unknown name, a missing argument. */
export class DocumentRefusedError extends RefusedError {}

const GraphqlError = z.object({
  message: z.string(),
  extensions: z.looseObject({ category: z.string().optional() }).optional(),
});
const Envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(GraphqlError).optional(),
  extensions: z
    .looseObject({
      complexity: z.number().optional().catch(undefined),
      deprecatedFieldsUsed: z.array(z.string()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Envelope = z.infer<typeof Envelope>;

/** Centra's words are shown to people and kept in workflow history, so they must not grow without end. */
const LONGEST_WORDS = 500;

/** "You need Order:read permission", "Shipment.shippingAddress:read". */
const PERMISSION = /[A-Z]\w*(?:\.\w+)*:(?:read|write)/g;

/**
 * Speaks to Centra's Integration API. Beyond what `sendJson` throws:
 *
 * @throws NotDoneError when the token is refused: it heals when the token is renewed.
 * @throws RefusedError `centraAccessMissing` with the permission's name, or `centraRefused` with Centra's words.
 * @throws MaybeDoneError when a mutation was taken up but its answer is incomplete or unreadable.
 */
export function createAsk(settings: TransportSettings): Ask {
  const { url, token, timeoutMs, dispatcher, onComplexity, onDeprecated } = settings;
  const deprecated = new Set<string>();
  return async (operation, signal) => {
    const { status, text } = await sendJson({
      dispatcher,
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      body: { query: operation.text, variables: operation.variables, operationName: operation.name },
      timeoutMs,
      isWrite: operation.isWrite,
      signal,
    });
    const envelope = Envelope.safeParse(parseJson(text)).data;
    const { complexity, deprecatedFieldsUsed = [] } = envelope?.extensions ?? {};
    if (complexity !== undefined) onComplexity?.(operation.name, complexity);
    for (const words of deprecatedFieldsUsed.filter((field) => !deprecated.has(field))) {
      deprecated.add(words);
      onDeprecated?.(words);
    }
    return readAnswer(operation, status, text, envelope);
  };
}

function readAnswer<Answer>(
  operation: Operation<Answer>,
  status: number,
  text: string,
  envelope: Envelope | undefined,
): Answer {
  // No source says which status a missing permission has; with 403 it must not pass for a refused token.
  if ((status === 401 || status === 403) && !wordsOf(envelope).match(PERMISSION)) {
    throw new NotDoneError(
      `Centra refused the API token (HTTP ${status}): it is invalid or expired; renew it in Centra`,
      { isAway: true },
    );
  }
  if (envelope && !wasExecuted(envelope) && isAboutPermissions(envelope)) throw accessMissing(operation, envelope);
  // Centra's own code for "the server took too long": the work may have been finished nevertheless.
  if (status === 499) throw unclear(operation, 'gave up on a slow call (HTTP 499)');
  if (status !== 200) {
    throw new DocumentRefusedError({
      code: 'centraRefused',
      detail: `${operation.name}, HTTP ${status}: ${wordsOf(envelope) || text.slice(0, LONGEST_WORDS) || 'no words'}`,
    });
  }
  if (!envelope) throw unclear(operation, 'answered with something that is not GraphQL');
  if (envelope.errors?.length) throw failureOf(operation, envelope);
  const answer = operation.answer.safeParse(envelope.data);
  if (answer.success) return answer.data;
  const issues = answer.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  if (operation.isWrite) throw unclear(operation, `answered in an unknown shape (${issues})`);
  throw new RefusedError({
    code: 'centraRefused',
    detail: `${operation.name} was answered in an unknown shape: ${issues}`,
  });
}

function failureOf(operation: Operation<unknown>, envelope: Envelope): Error {
  const words = wordsOf(envelope);
  const problem = { code: 'centraRefused', detail: `${operation.name}: ${words}` } as const;
  if (!wasExecuted(envelope)) return new DocumentRefusedError(problem);
  if (operation.isWrite) return unclear(operation, `answered in part only (${words})`);
  return isAboutPermissions(envelope) ? accessMissing(operation, envelope) : new RefusedError(problem);
}

/** By the GraphQL specification, an answer without the key `data` means that nothing was executed. */
function wasExecuted(envelope: Envelope): boolean {
  return envelope.data !== undefined;
}

function isAboutPermissions({ errors }: Envelope): boolean {
  return errors?.some((error) => error.extensions?.category === 'authorization') ?? false;
}

function accessMissing(operation: Operation<unknown>, envelope: Envelope): RefusedError {
  const words = wordsOf(envelope);
  const permissions = [...new Set(words.match(PERMISSION))].join(', ');
  return new RefusedError({
    code: 'centraAccessMissing',
    detail: `${operation.name} needs ${permissions || 'a permission that Centra does not name'}: ${words}`,
  });
}

function unclear(operation: Operation<unknown>, what: string): Error {
  const message = `Centra ${what} on ${operation.name}`;
  return operation.isWrite ? new MaybeDoneError(message) : new NotDoneError(message);
}

function wordsOf(envelope: Envelope | undefined): string {
  const words = (envelope?.errors ?? []).map((error) => error.message).join(' ');
  return words.slice(0, LONGEST_WORDS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
