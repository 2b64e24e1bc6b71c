/** What a handler gives back: everything about a response but the socket. Faults can hold it back or throw it away. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

export function jsonAnswer(body: unknown, status = 200): Answer {
  return { status, contentType: JSON_TYPE, headers: {}, body: JSON.stringify(body) };
}

/** Fortnox's `Location` names the collection, without the new document's number (recorded). */
export function createdAnswer(body: unknown, location: string): Answer {
  return { ...jsonAnswer(body, 201), headers: { Location: location } };
}

export function emptyAnswer(status: number): Answer {
  return { status, contentType: JSON_TYPE, headers: {}, body: '' };
}

export function textAnswer(status: number, contentType: string, body: string): Answer {
  return { status, contentType, headers: {}, body };
}

/** A refusal: thrown by any rule, answered as it is. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(message: string, answer: Answer) {
    super(message);
    this.name = 'Refusal';
    this.answer = answer;
  }
}
