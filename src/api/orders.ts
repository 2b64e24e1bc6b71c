import { Router } from 'express';
import { z } from 'zod';
import { ORDER_STAGES } from '../domain/order-view.ts';
import { isProblemCode, PROBLEMS, type ProblemCode } from '../domain/problems.ts';
import type { DecisionRecord, OrderRecord } from '../records/tables.ts';
import type { RequireRole } from './authentication.ts';
import { askRecords } from './away.ts';
import type { ApiDeps } from './dependencies.ts';
import { onPath } from './on-path.ts';
import { orderPath, readOrderPath, unknownOrder } from './order-path.ts';
import { HttpProblem } from './problem-documents.ts';
import { line, readFields } from './read-fields.ts';

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;

/** Reading orders: lists for finding, and one with its story. Everything comes from the records. */
export function orderRoutes({ config, records }: ApiDeps, requireRole: RequireRole): Router {
  const router = Router();
  // A typo in a filter must not read as "no order needs attention".
  const filters = z.strictObject({
    connection: z.enum(config.connections.map(({ id }) => id)).optional(),
    stage: z.enum(ORDER_STAGES).optional(),
    problem: z.enum(Object.keys(PROBLEMS) as ProblemCode[]).optional(),
    erpDocument: line(50).optional(),
    limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(PAGE_SIZE),
    cursor: line(500).optional(),
  });

  onPath(router, '/orders', {
    get: [
      requireRole('viewer'),
      async (request, response) => {
        const { connection, cursor, ...filter } = readFields(filters, 'query', request.query);
        const page = await askRecords(() =>
          records.orders.list({ ...filter, connectionId: connection, after: cursor }),
        ).catch(refuseCursor);
        response.json({
          orders: page.orders.map(listedOrder),
          ...(page.next === undefined ? {} : { next: nextPage(request.query, page.next) }),
        });
      },
    ],
  });

  onPath(router, '/orders/:connection/:number', {
    get: [
      requireRole('viewer'),
      async (request, response) => {
        const address = readOrderPath(config, request.params);
        const { connectionId, orderNumber } = address;
        const record = await askRecords(() => records.orders.find(connectionId, orderNumber));
        if (!record) throw unknownOrder(address);
        const decisions = await askRecords(() => records.decisions.ofOrder(connectionId, orderNumber));
        response.json({
          order: record.view,
          problems: record.problems.filter(isProblemCode).map((code) => ({ code, ...PROBLEMS[code] })),
          erpDocuments: record.erpDocuments,
          observedAt: record.observedAt,
          completedAt: record.completedAt,
          decisions: decisions.map(shownDecision),
        });
      },
    ],
  });
  return router;
}

function listedOrder(record: OrderRecord) {
  const { connectionId, orderNumber, stage, currency, problems, erpDocuments, observedAt, completedAt } = record;
  const href = orderPath(record);
  return { connectionId, orderNumber, stage, currency, problems, erpDocuments, observedAt, completedAt, href };
}

function shownDecision({ at, action, by, reason, payload, outcome, note }: DecisionRecord) {
  return { at, action, by, reason, payload, outcome, note };
}

/** The same list from where this page ends. */
function nextPage(query: object, cursor: string): string {
  return `/orders?${new URLSearchParams({ ...query, cursor }).toString()}`;
}

/** Says that the cursor is wrong when it is: everything else of a filter has been read by then. */
function refuseCursor(error: unknown): never {
  if (!(error instanceof RangeError)) throw error;
  const errors = [{ field: 'cursor', message: 'must be taken from "next" of the page before' }];
  throw new HttpProblem('invalid-request', 'Correct the fields under "errors" in the query.', { errors });
}
