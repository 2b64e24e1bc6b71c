import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { ROLES, type ApiToken, type Role } from './dependencies.ts';
import { HttpProblem } from './problem-documents.ts';

export interface Caller {
  readonly name: string;
  readonly role: Role;
}

/** A handler that lets only callers with this role, or a higher one, pass. */
export type RequireRole = (needed: Role) => RequestHandler;

/** Knows callers by the tokens of the config file. */
export function createAuthentication(tokens: readonly ApiToken[]): RequireRole {
  const known = tokens.map(({ name, role, token }) => ({ name, role, hash: sha256(token) }));

  return function requireRole(needed) {
    return (request, response, next) => {
      const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
      const caller = token === undefined ? undefined : findCaller(sha256(token));
      if (!caller) {
        throw new HttpProblem('unauthenticated', 'Send a token of the config file: "Authorization: Bearer <token>".', {
          headers: { 'WWW-Authenticate': 'Bearer realm="shipledger"' },
        });
      }
      if (ROLES.indexOf(caller.role) < ROLES.indexOf(needed)) {
        throw new HttpProblem(
          'role-missing',
          `This needs the role ${needed}; the token ${caller.name} has ${caller.role}.`,
        );
      }
      response.locals['caller'] = caller;
      next();
    };
  };

  /** Compares with every token, and hashes rather than tokens, so that the time taken tells nothing about any of them. */
  function findCaller(hash: Buffer): Caller | undefined {
    return known.filter((token) => timingSafeEqual(token.hash, hash))[0];
  }
}

/** Who sent the request. Only behind `requireRole`. */
export function callerOf(response: Response): Caller {
  return response.locals['caller'] as Caller;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
