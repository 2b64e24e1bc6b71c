import type { Response } from 'express';

/** Every way in which a request can end badly. The key is the stable end of the problem's `type`. */
const KINDS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'unreadable-body': { status: 400, title: 'The body cannot be read' },
  unauthenticated: { status: 401, title: 'Who is calling is not known' },
  'signature-refused': { status: 401, title: 'The signature is not valid' },
  'role-missing': { status: 403, title: 'The token may not do this' },
  'unknown-path': { status: 404, title: 'There is nothing at this path' },
  'unknown-connection': { status: 404, title: 'There is no such connection' },
  'unknown-order': { status: 404, title: 'This order is not known' },
  'method-not-allowed': { status: 405, title: 'This path does not take this method' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-encoding': { status: 415, title: 'The body has an encoding that is not read' },
  'internal-fault': { status: 500, title: 'Something went wrong inside Shipledger' },
  'temporal-away': { status: 503, title: 'Temporal is not available' },
  'database-away': { status: 503, title: 'The database is not available' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemKind = keyof typeof KINDS;

export interface FieldError {
  readonly field: string;
  /** What is wrong with it, or what is allowed. */
  readonly message: string;
}

interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request that ends badly, thrown by a route and answered in one place. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly kind: ProblemKind;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail What happened and what to do, in a sentence that the caller may read. */
  constructor(kind: ProblemKind, detail: string, { errors, headers = {}, cause }: ProblemOptions = {}) {
    super(detail, { cause });
    this.kind = kind;
    this.errors = errors;
    this.headers = headers;
  }

  get status(): number {
    return KINDS[this.kind].status;
  }
}

/**
 * Answers with a problem document (RFC 9457).
 *
 * @param requestId Names this very request; the log has it too.
 */
export function sendProblem(response: Response, problem: HttpProblem, requestId: string): void {
  const { kind, message, errors, headers, status } = problem;
  const document = {
    type: `/problems/${kind}`,
    title: KINDS[kind].title,
    status,
    detail: message,
    instance: `urn:uuid:${requestId}`,
    ...(errors === undefined ? {} : { errors }),
  };
  response.status(status).set(headers).type('application/problem+json').send(JSON.stringify(document));
}
