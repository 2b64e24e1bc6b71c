import { sql, type Kysely } from 'kysely';
import { ORDER_STAGES, type OrderStage } from '../domain/order-view.ts';
import { jsonb } from './json.ts';
import type { OrderRecord, Tables } from './tables.ts';

/** One record per order: where it stands, for lists and for the order's next run. */
export interface Orders {
  /** Writes the record unless a newer one is there; the same version again is fine. */
  readonly upsert: (order: OrderRecord) => Promise<void>;
  readonly find: (connectionId: string, orderNumber: number) => Promise<OrderRecord | undefined>;
  /**
   * The orders that fit, the most lately observed first.
   *
   * @throws RangeError when `after` is not the `next` of an earlier page.
   */
  readonly list: (filter: OrderFilter) => Promise<OrderPage>;
  /** How many orders are in each stage. */
  readonly counts: (connectionId?: string) => Promise<Readonly<Record<OrderStage, number>>>;
}

export interface OrderFilter {
  readonly connectionId?: string | undefined;
  readonly stage?: OrderStage | undefined;
  /** A code of the problem catalogue. */
  readonly problem?: string | undefined;
  /** The number of a document in the ERP. */
  readonly erpDocument?: string | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

export interface OrderPage {
  readonly orders: readonly OrderRecord[];
  /** Absent on the last page. */
  readonly next?: string;
}

export function createOrders(db: Kysely<Tables>): Orders {
  return {
    async upsert(order) {
      const row = { ...order, progress: jsonb(order.progress), view: jsonb(order.view) };
      await db
        .insertInto('orders')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['connectionId', 'orderNumber'])
            .doUpdateSet(row)
            .where('orders.version', '<=', order.version),
        )
        .execute();
    },

    find(connectionId, orderNumber) {
      return db
        .selectFrom('orders')
        .selectAll()
        .where('connectionId', '=', connectionId)
        .where('orderNumber', '=', orderNumber)
        .executeTakeFirst();
    },

    async list({ connectionId, stage, problem, erpDocument, limit, after }) {
      let query = db.selectFrom('orders').selectAll();
      if (connectionId !== undefined) query = query.where('connectionId', '=', connectionId);
      if (stage !== undefined) query = query.where('stage', '=', stage);
      if (problem !== undefined) query = query.where(sql<boolean>`problems @> array[${problem}]::text[]`);
      if (erpDocument !== undefined) query = query.where(sql<boolean>`erp_documents @> array[${erpDocument}]::text[]`);
      if (after !== undefined) {
        const { observedAt, connectionId: id, orderNumber } = placeFrom(after);
        query = query.where((eb) =>
          eb(eb.refTuple('observedAt', 'connectionId', 'orderNumber'), '<', eb.tuple(observedAt, id, orderNumber)),
        );
      }
      const found = await query
        .orderBy('observedAt', 'desc')
        .orderBy('connectionId', 'desc')
        .orderBy('orderNumber', 'desc')
        .limit(limit + 1)
        .execute();
      const orders = found.slice(0, limit);
      const last = orders.at(-1);
      return found.length > limit && last ? { orders, next: placeOf(last) } : { orders };
    },

    async counts(connectionId) {
      let query = db.selectFrom('orders').select(({ fn }) => ['stage', fn.countAll<number>().as('count')]);
      if (connectionId !== undefined) query = query.where('connectionId', '=', connectionId);
      const rows = await query.groupBy('stage').execute();
      const countOf = (stage: OrderStage): number => rows.find((row) => row.stage === stage)?.count ?? 0;
      return Object.fromEntries(ORDER_STAGES.map((stage) => [stage, countOf(stage)])) as Record<OrderStage, number>;
    },
  };
}

/** An order's place in the list, opaque to those who page through it. */
type Place = Pick<OrderRecord, 'observedAt' | 'connectionId' | 'orderNumber'>;

function placeOf({ observedAt, connectionId, orderNumber }: Place): string {
  return Buffer.from(JSON.stringify([observedAt.getTime(), connectionId, orderNumber])).toString('base64url');
}

/** What PostgreSQL can compare with; a forged place must not become an error of the database. */
const MAX_INSTANT_MS = Date.UTC(10_000, 0);
const MAX_INTEGER = 2 ** 31 - 1;

function placeFrom(text: string): Place {
  try {
    const [time, connectionId, orderNumber] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const observedAt = new Date(Number(time));
    const isInstant = observedAt.getTime() >= 0 && observedAt.getTime() < MAX_INSTANT_MS;
    const isText = typeof connectionId === 'string' && !connectionId.includes('\0');
    const isNumber = Number.isSafeInteger(orderNumber) && Math.abs(Number(orderNumber)) <= MAX_INTEGER;
    if (isInstant && isText && isNumber) return { observedAt, connectionId, orderNumber: Number(orderNumber) };
  } catch {
    // Falls through: it is not one of ours.
  }
  throw new RangeError(`after: "${text}" is not the "next" of a page of orders`);
}
