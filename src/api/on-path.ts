import type { RequestHandler, Router } from 'express';
import { HttpProblem } from './problem-documents.ts';

type Method = 'get' | 'post';

/** Serves a path by the given methods; any other is answered with 405 and those that there are (RFC 9110, 15.5.6). */
export function onPath(
  router: Router,
  path: string,
  handlers: Readonly<Partial<Record<Method, RequestHandler[]>>>,
): void {
  const methods = Object.keys(handlers) as Method[];
  for (const method of methods) router[method](path, ...(handlers[method] ?? []));
  const allowed = methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : ['POST'])).join(', ');
  router.all(path, (request) => {
    throw new HttpProblem('method-not-allowed', `${request.path} takes ${allowed}.`, { headers: { Allow: allowed } });
  });
}
