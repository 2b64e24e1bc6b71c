import { z } from 'zod';
import { RefusedError } from '../../call-errors.ts';
import type { Erp, ErpStockDocument, StockDraft, StockReference } from '../erp.ts';
import { unlessAlreadySo } from './already-so.ts';
import { decimal, flag, name } from './answers.ts';
import type { Call, FortnoxClient } from './client.ts';
import type { FortnoxMapping } from './mapping.ts';
import { stockPointFor } from './mapping.ts';
import { fitText } from './text.ts';

type Stock = Pick<Erp, 'findStockDocument' | 'putStockDocument' | 'releaseStockDocument'>;

const SUFFIX = { outbound: 'OUT', inbound: 'IN' } as const;
const MAX_TYPE_LENGTH = 25;

/**
 * The type of our custom documents: it holds the connection, because their ids are numbers only and two shops in one
 * company may both have a shipment 1. Fortnox: letters, digits, `_` and `-`, 25 at most, case not minded.
 *
 * @throws RangeError when the connection's key does not fit.
 */
export function stockDocumentType(connectionKey: string, direction: StockReference['direction']): string {
  const type = `CENTRA-${connectionKey.toUpperCase()}-${SUFFIX[direction]}`;
  if (/^[a-z0-9_-]+$/i.test(connectionKey) && type.length <= MAX_TYPE_LENGTH) return type;
  throw new RangeError(
    `the connection key "${connectionKey}" cannot name stock documents in Fortnox: use at most 14 of a-z, 0-9, _ and -`,
  );
}

const storedDocument = z.object({
  warehouseReady: flag,
  voided: flag,
  rows: z.array(z.object({ itemId: name, quantity: decimal })).nullish(),
});
const stockPoints = z.array(z.object({ id: name, code: name }));
const nothing = z.unknown();

const otherwise = 'stockRefused';

/** Stock by the warehouse module's custom documents: their ids are ours, so that writing one twice gives one. */
export function createStock(client: FortnoxClient, connectionKey: string, mapping: FortnoxMapping): Stock {
  const types = {
    outbound: stockDocumentType(connectionKey, 'outbound'),
    inbound: stockDocumentType(connectionKey, 'inbound'),
  };
  const stockPointId = createStockPointIds(client);

  const pathOf = ({ direction, id }: StockReference): string =>
    `/api/warehouse/documentdeliveries/custom/${direction}-v1/${types[direction]}/${id}`;

  const rowsOf = (draft: StockDraft): Promise<readonly object[]> =>
    Promise.all(
      summedRows(draft, mapping).map(async ({ sku, quantity, stockPoint }) => ({
        itemId: sku,
        quantity,
        ...(stockPoint === undefined
          ? {}
          : draft.direction === 'outbound'
            ? { stockPointId: await stockPointId(stockPoint) }
            : { stockPointCode: stockPoint }),
      })),
    );

  const find = async (reference: StockReference): Promise<ErpStockDocument | undefined> => {
    const call: Call<z.infer<typeof storedDocument>> = {
      method: 'GET',
      path: pathOf(reference),
      isWrite: false,
      answer: storedDocument,
      otherwise,
    };
    const stored = await client.find(call);
    return stored && stockDocumentFrom(stored, reference);
  };

  return {
    findStockDocument: find,

    putStockDocument: async (draft) => {
      const body = {
        date: draft.date,
        note: fitText(draft.note, 1000),
        ...(draft.direction === 'outbound' ? { deliveryState: 'delivery' } : {}),
        rows: await rowsOf(draft),
      };
      const call = {
        method: 'PUT',
        path: pathOf(draft),
        body,
        isWrite: true,
        answer: storedDocument,
        otherwise,
      } as const;
      return stockDocumentFrom(await client.call(call), draft);
    },

    releaseStockDocument: async (reference) => {
      const path = `${pathOf(reference)}/release`;
      await unlessAlreadySo<unknown>(
        () => client.call({ method: 'PUT', path, isWrite: true, answer: nothing, otherwise }),
        async () => ((await find(reference))?.isReleased ? reference : undefined),
      );
    },
  };
}

interface SummedRow {
  readonly sku: string;
  readonly stockPoint: string | undefined;
  readonly quantity: number;
}

/** One row per article and stock point. */
function summedRows(draft: StockDraft, mapping: FortnoxMapping): readonly SummedRow[] {
  const sums = new Map<string, SummedRow>();
  for (const { sku, quantity, warehouse } of draft.rows) {
    const stockPoint = stockPointFor(mapping, warehouse);
    const place = JSON.stringify([sku, stockPoint]);
    sums.set(place, { sku, stockPoint, quantity: quantity + (sums.get(place)?.quantity ?? 0) });
  }
  return [...sums.values()];
}

/**
 * Ids of stock points by their codes, read once: outbound rows take only ids. A code that is not among them is looked up
 * again at the next try, because a person will have added it by then.
 */
function createStockPointIds(client: FortnoxClient): (code: string) => Promise<string> {
  let known: Promise<ReadonlyMap<string, string>> | undefined;

  const read = async (): Promise<ReadonlyMap<string, string>> => {
    const path = '/api/warehouse/stockpoints-v1';
    const listed = await client.call({ method: 'GET', path, isWrite: false, answer: stockPoints, otherwise });
    return new Map(listed.map(({ code, id }) => [code, id]));
  };

  return async (code) => {
    known ??= read();
    const id = await known.then(
      (ids) => ids.get(code),
      (error: unknown) => {
        known = undefined;
        throw error;
      },
    );
    if (id !== undefined) return id;
    known = undefined;
    throw new RefusedError({
      code: 'stockRefused',
      detail: `Fortnox has no active stock point with the code "${code}"`,
    });
  };
}

/** @throws RefusedError documentCancelled when it was voided: Fortnox lets nobody change or release such a document. */
function stockDocumentFrom(stored: z.infer<typeof storedDocument>, reference: StockReference): ErpStockDocument {
  if (stored.voided) {
    throw new RefusedError({
      code: 'documentCancelled',
      detail: `the ${reference.direction} stock document ${reference.id} was voided in Fortnox’s warehouse module`,
    });
  }
  return {
    isReleased: stored.warehouseReady,
    rows: (stored.rows ?? []).map(({ itemId, quantity }) => ({ sku: itemId, quantity: Number(quantity) })),
  };
}
