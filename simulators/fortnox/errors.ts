import { jsonAnswer, Refusal, textAnswer, type Answer } from './answers.ts';

/**
 * Stands where no source names Fortnox's code: "VAT rate not found", "currency not found", "already booked", "already
 * credited", "document number taken", a text that is too long. It is no code of Fortnox, on purpose: a client must be
 * able to live with a code it does not know, and read the message.
 */
const UNDOCUMENTED_CODE = 2009999;

/** The first of five shapes: lower-case keys, in every recorded 400. */
export function refused(code: number, message: string): Refusal {
  return new Refusal(message, jsonAnswer({ ErrorInformation: { error: 1, message, code } }, 400));
}

export function refusedWithUndocumentedCode(message: string): Refusal {
  return refused(UNDOCUMENTED_CODE, message);
}

/** The second shape: capitalised keys, in every recorded 404. */
export function notFound(code: number, message: string): Refusal {
  return new Refusal(message, jsonAnswer({ ErrorInformation: { Error: 1, Message: message, Code: code } }, 404));
}

/** The third shape: an access token that is unknown or has expired. */
export function unauthorized(): Refusal {
  return new Refusal('unauthorized', jsonAnswer({ message: 'unauthorized' }, 401));
}

/** The fourth shape, of the token endpoint: JSON under another name (recorded: text/html for 400, text/plain for 401). */
export function oauthRefused(status: 400 | 401, error: string, description: string): Refusal {
  const body = JSON.stringify({ error, error_description: description });
  const contentType = status === 400 ? 'text/html; charset=UTF-8' : 'text/plain; charset=utf-8';
  return new Refusal(description, textAnswer(status, contentType, body));
}

/** The fifth shape, of the warehouse: `warehouse_WebException`, with a word for a code. */
export function warehouseRefused(error: string, message: string, status = 400): Refusal {
  return new Refusal(message, jsonAnswer({ id: crypto.randomUUID(), error, message }, status));
}

/** Recorded nowhere: neither the body nor a header of Fortnox's 429 is known. There is no Retry-After. */
export function tooManyRequests(): Answer {
  return textAnswer(429, 'text/plain; charset=utf-8', 'Too Many Requests');
}

export function systemException(): Answer {
  return jsonAnswer({ ErrorInformation: { error: 1, message: 'System exception', code: 1000003 } }, 500);
}

export function gatewayTimeout(): Answer {
  return textAnswer(504, 'text/html', '<html><body><h1>504 Gateway Time-out</h1></body></html>');
}
