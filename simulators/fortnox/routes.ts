import type { Answer } from './answers.ts';
import { refused } from './errors.ts';
import type { Tenant } from './tenant.ts';

export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** One operation of the API. Handlers run to the end at once: an operation happens as a whole or not at all. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Express pattern. */
  readonly path: string;
  readonly handle: (tenant: Tenant, request: ApiRequest) => Answer;
}

export function param(request: ApiRequest, name: string): string {
  return request.params[name] ?? '';
}

/** The JSON body. Throws 2001392 for no body and 2002115 for what is no JSON. */
export function jsonBody(request: ApiRequest): unknown {
  if (request.body === '') throw refused(2001392, 'Ingen eller felaktig typ av data.');
  try {
    return JSON.parse(request.body);
  } catch {
    throw refused(2002115, 'Error deserializing JSON: JSON_ERROR_SYNTAX');
  }
}
