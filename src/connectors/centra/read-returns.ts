import { PAGE_SIZE } from './documents/operation.ts';
import {
  anyReturns,
  returnsById,
  returnsOfOrder,
  RETURNS_OF_ORDER_PAGE,
  type ReturnSelection,
} from './documents/returns.ts';
import type { Ask } from './transport.ts';
import type { IfKnown } from './if-known.ts';

export interface Reader {
  readonly ask: Ask;
  readonly ifKnown: IfKnown;
}

/**
 * All returns of an order; where Centra has no way to ask for them, those whose ids are known.
 *
 * @param firstPage The first page, where it was read with the order.
 */
export function readReturnsOfOrder<Return extends { id: number }>(
  reader: Reader,
  selection: ReturnSelection<Return>,
  orderId: string,
  knownIds: readonly number[],
  firstPage?: readonly Return[],
): Promise<Return[]> {
  return reader.ifKnown(
    'Query.returns(where: {orderId})',
    () =>
      everyPage(
        async (page) =>
          page === 1 && firstPage ? { returns: firstPage } : reader.ask(returnsOfOrder(selection, orderId, page)),
        RETURNS_OF_ORDER_PAGE,
      ),
    () => readReturns(reader, selection, knownIds),
  );
}

/** The returns with these ids, without those that Centra does not know. */
export async function readReturns<Return extends { id: number }>(
  reader: Reader,
  selection: ReturnSelection<Return>,
  ids: readonly number[],
): Promise<Return[]> {
  const found: Return[] = [];
  for (const batch of batches(ids)) {
    found.push(
      ...(await reader.ifKnown(
        'Query.returns(where: {id})',
        async () => (await reader.ask(returnsById(selection, batch))).returns,
        () => findAmongAll(reader.ask, selection, batch),
      )),
    );
  }
  return found;
}

/** As many ids at a time as fit on one page, each once. */
export function batches(ids: readonly number[]): number[][] {
  const unique = [...new Set(ids)];
  return Array.from({ length: Math.ceil(unique.length / PAGE_SIZE) }, (_, at) =>
    unique.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE),
  );
}

async function findAmongAll<Return extends { id: number }>(
  ask: Ask,
  selection: ReturnSelection<Return>,
  ids: readonly number[],
): Promise<Return[]> {
  const missing = new Set(ids);
  const isFound = ({ id }: Return): boolean => missing.delete(id);
  const found: Return[] = [];
  await everyPage(
    async (page) => {
      const answer = await ask(anyReturns(selection, page));
      found.push(...answer.returns.filter(isFound));
      return answer;
    },
    PAGE_SIZE,
    () => missing.size === 0,
  );
  return found;
}

/** Reads pages until one is not full: a full page is never taken for the end. */
async function everyPage<Return extends { id: number }>(
  read: (page: number) => Promise<{ returns: readonly Return[] }>,
  pageSize: number,
  isEnough: () => boolean = () => false,
): Promise<Return[]> {
  // By id: one that is made meanwhile moves another one to the next page, where it is met again.
  const all = new Map<number, Return>();
  for (let page = 1; ; page += 1) {
    const { returns } = await read(page);
    for (const found of returns) all.set(found.id, found);
    if (returns.length < pageSize || isEnough()) return [...all.values()];
  }
}
