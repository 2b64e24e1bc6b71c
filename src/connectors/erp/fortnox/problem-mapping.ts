import { z } from 'zod';
import type { ProblemCode } from '../../../domain/problems.ts';
import { MaybeDoneError, NotDoneError, RefusedError } from '../../call-errors.ts';
import { parseJson } from './answers.ts';
import { MEANING_BY_CODE, MEANING_BY_WORDS, type Meaning } from './meanings.ts';

/** What a refusal of Fortnox says, whichever of its shapes it came in. */
export interface Refusal {
  readonly status: number;
  /** A number from most of Fortnox, a word from its warehouse. */
  readonly code: string | undefined;
  readonly words: string;
}

/** Keeps the code at hand for the few callers that know what to do about one. */
export class FortnoxRefusedError extends RefusedError {
  readonly refusal: Refusal;

  constructor(code: ProblemCode, refusal: Refusal) {
    super({ code, detail: inWords(refusal) });
    this.refusal = refusal;
  }
}

const code = z.union([z.number(), z.string()]).transform(String);

/** The shapes of Fortnox's errors; its documents capitalise the first one in 404s and only there. */
const SHAPES = [
  z
    .object({ ErrorInformation: z.object({ message: z.string(), code }) })
    .transform(({ ErrorInformation: e }) => ({ code: e.code, words: e.message })),
  z
    .object({ ErrorInformation: z.object({ Message: z.string(), Code: code }) })
    .transform(({ ErrorInformation: e }) => ({ code: e.Code, words: e.Message })),
  z
    .object({ error: code, error_description: z.string().optional() })
    .refine((e) => e.error_description !== undefined)
    .transform((e) => ({ code: e.error, words: e.error_description ?? '' })),
  z
    .object({ error: code, message: z.string().nullish() })
    .transform((e) => ({ code: e.error, words: e.message ?? '' })),
  z.object({ message: z.string() }).transform((e) => ({ code: undefined, words: e.message })),
];

/** What an answer other than success says. Never fails: what cannot be read is told as such. */
export function refusalIn(status: number, text: string): Refusal {
  const body = parseJson(text);
  const read = SHAPES.map((shape) => shape.safeParse(body)).find((result) => result.success);
  return { status, ...(read?.data ?? { code: undefined, words: 'no explanation that can be read' }) };
}

/**
 * The error that a refusal is to us: codes first, words where the code is unknown, else `otherwise`.
 *
 * A fault inside Fortnox leaves open what became of a write, as a 5xx does.
 */
export function errorFor(
  refusal: Refusal,
  call: { readonly isWrite: boolean; readonly otherwise: ProblemCode },
): Error {
  const meaning = meaningOf(refusal, call.otherwise);
  if (meaning === 'logInFailed') {
    return new NotDoneError(`Fortnox did not log us in: ${inWords(refusal)}`, { isAway: true });
  }
  if (meaning !== 'faultInFortnox') return new FortnoxRefusedError(meaning, refusal);
  const message = `Fortnox failed: ${inWords(refusal)}`;
  return call.isWrite ? new MaybeDoneError(message) : new NotDoneError(message);
}

/** Whether it is the log-in that was refused, so that another access token may help. */
export function isLogInRefused({ status, code: own }: Refusal): boolean {
  return status === 401 || (own !== undefined && MEANING_BY_CODE[own] === 'logInFailed');
}

function meaningOf(refusal: Refusal, otherwise: ProblemCode): Exclude<Meaning, 'asCalled'> {
  const byCode = refusal.code === undefined ? undefined : MEANING_BY_CODE[refusal.code];
  if (byCode === 'asCalled') return otherwise;
  if (byCode !== undefined) return byCode;
  const byWords = MEANING_BY_WORDS.find(([pattern]) => pattern.test(refusal.words))?.[1];
  return byWords ?? (refusal.status === 403 ? 'erpAccessMissing' : otherwise);
}

/** Codes whose words repeat the value they complain about, which can be a customer's name or address. */
const ECHOING_CODES: ReadonlySet<string> = new Set(['2000359', '2000106', '2000108', '2000134']);

function inWords({ status, code: own, words }: Refusal): string {
  const told = own !== undefined && ECHOING_CODES.has(own) ? words.replace(/\(.*\)/s, '(value left out)') : words;
  return `"${told}" (${own === undefined ? `HTTP ${status}` : `code ${own}`})`;
}
