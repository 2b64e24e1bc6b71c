import { Router } from 'express';
import type { ApiDeps, ReadinessPart } from './dependencies.ts';
import { onPath } from './on-path.ts';
import { withinTime } from './within-time.ts';

/** Whoever asks gives up soon, and no answer is an answer. */
const CHECK_TIMEOUT_MS = 3_000;

/**
 * `/healthz`: the process lives. `/readyz`: requests can be served; when not, the process should get no traffic but not
 * be killed. Both answer anyone, so they tell states and no addresses.
 */
export function healthRoutes({ temporal, records, readiness, logger }: ApiDeps): Router {
  const router = Router();

  onPath(router, '/healthz', { get: [(_request, response) => void response.json({ state: 'ok' })] });

  onPath(router, '/readyz', {
    get: [
      async (_request, response) => {
        const { namespace } = temporal.options;
        const found = await Promise.all([
          checked('temporal', () => temporal.workflowService.describeNamespace({ namespace })),
          checked('database', () => records.orders.counts()),
          readiness ? withinTime(CHECK_TIMEOUT_MS, readiness()).catch((error: unknown) => [unknownPart(error)]) : [],
        ]);
        const parts = found.flat();
        const state = worstOf(parts);
        response.status(state === 'down' ? 503 : 200).json({ state, parts });
      },
    ],
  });
  return router;

  async function checked(name: string, check: () => Promise<unknown>): Promise<ReadinessPart> {
    try {
      await withinTime(CHECK_TIMEOUT_MS, temporal.withDeadline(Date.now() + CHECK_TIMEOUT_MS, check));
      return { name, state: 'ok' };
    } catch (error) {
      logger.warn({ err: error, part: name }, 'not ready');
      return { name, state: 'down', detail: 'does not answer; the log has the cause' };
    }
  }

  /** Not to know how the other systems are keeps no request from being served. */
  function unknownPart(error: unknown): ReadinessPart {
    logger.warn({ err: error, part: 'connections' }, 'readiness unknown');
    return { name: 'connections', state: 'degraded', detail: 'not known; the log has the cause' };
  }
}

const WORST_FIRST = ['down', 'degraded', 'ok'] as const;

function worstOf(parts: readonly ReadinessPart[]): ReadinessPart['state'] {
  return WORST_FIRST.find((state) => parts.some((part) => part.state === state)) ?? 'ok';
}
