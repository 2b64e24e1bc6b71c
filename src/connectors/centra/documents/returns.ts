import { z } from 'zod';
import { PAGE_SIZE, type Operation } from './operation.ts';

/** What is asked of a return, independent of how the return is found. */
export interface ReturnSelection<Return extends { id: number }> {
  /** Becomes the operation's name. */
  readonly name: string;
  /** GraphQL selection set; holds `id`. */
  readonly fields: string;
  readonly answer: z.ZodType<Return>;
}

/** An order seldom has more returns; Centra charges a query by what it could return. */
export const RETURNS_OF_ORDER_PAGE = 20;

/** The root field for one page of an order's returns, with the variables `orderId` and `page`. */
export function returnsOfOrderField({ fields }: Pick<ReturnSelection<{ id: number }>, 'fields'>): string {
  return `returns(where: { orderId: $orderId }, limit: ${RETURNS_OF_ORDER_PAGE}, page: $page) ${fields}`;
}

/** One page of an order's returns. Unconfirmed: `ReturnFilter.orderId`. */
export function returnsOfOrder<Return extends { id: number }>(
  selection: ReturnSelection<Return>,
  orderId: string,
  page: number,
): Operation<{ returns: Return[] }> {
  const text = `query ${selection.name}($orderId: [String!], $page: Int) {
    ${returnsOfOrderField(selection)}
  }`;
  return operation(selection, text, { orderId: [orderId], page });
}

/**
 * Returns by id, no more than a page of them. Unconfirmed: `ReturnFilter.id`. Centra charges a query by what it could
 * return, so no more is asked for than there can be.
 */
export function returnsById<Return extends { id: number }>(
  selection: ReturnSelection<Return>,
  ids: readonly number[],
): Operation<{ returns: Return[] }> {
  const text = `query ${selection.name}($ids: [Int!]) {
    returns(where: { id: $ids }, limit: ${ids.length}) ${selection.fields}
  }`;
  return operation(selection, text, { ids });
}

/** One page of all returns there are. */
export function anyReturns<Return extends { id: number }>(
  selection: ReturnSelection<Return>,
  page: number,
): Operation<{ returns: Return[] }> {
  const text = `query ${selection.name}($page: Int) {
    returns(limit: ${PAGE_SIZE}, page: $page) ${selection.fields}
  }`;
  return operation(selection, text, { page });
}

function operation<Return extends { id: number }>(
  { name, answer }: ReturnSelection<Return>,
  text: string,
  variables: Operation<unknown>['variables'],
): Operation<{ returns: Return[] }> {
  return { name, text, variables, isWrite: false, answer: z.object({ returns: z.array(answer) }) };
}
