import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const HEADER = 'X-Request-Id';

/** Gives each request an id of our own making: one from outside could forge lines of the log. */
export function giveRequestId(_request: Request, response: Response, next: NextFunction): void {
  response.set(HEADER, randomUUID());
  next();
}

export function requestIdOf(response: Response): string {
  return String(response.get(HEADER));
}
