import { GraphQLError } from 'graphql';

/** Centra: "Limit must be in range 1 - 200". The default is not documented; a small one shows who relies on it. */
const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 10;

export interface Page {
  readonly limit?: number | null;
  readonly page?: number | null;
}

export interface Cursors {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

export interface DateRange {
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/** What a filter's fields are compared with, by their names. A list matches any of its values, a range its bounds too. */
export type Facts = Readonly<Record<string, string | number | boolean | Date | null>>;

type Criterion = readonly (string | number)[] | string | boolean | DateRange;
type Criteria = Readonly<Record<string, Criterion | null>>;
/** `notNull` names fields that must be set, `negate` criteria that must not be met, `search` a part of any text. */
export type Where =
  | (Criteria & { readonly notNull?: readonly string[] | null; readonly negate?: readonly string[] | null })
  | null
  | undefined;

/** @returns Whether all that the filter names is so. */
export function matches(facts: Facts, where: Where): boolean {
  const { notNull, negate, search, ...criteria } = where ?? {};
  return (
    Object.entries(criteria).every(
      ([field, criterion]) =>
        criterion === null || meets(facts[field] ?? null, criterion) !== (negate ?? []).includes(field),
    ) &&
    (notNull ?? []).every((field) => facts[field] != null) &&
    (typeof search !== 'string' || Object.values(facts).some((fact) => String(fact ?? '').includes(search)))
  );
}

function meets(fact: Facts[string], criterion: Criterion): boolean {
  if (isList(criterion)) return criterion.some((wanted) => wanted === fact);
  if (typeof criterion === 'object') return fact instanceof Date && isInside(fact, criterion);
  return fact === criterion;
}

const isList = (criterion: Criterion): criterion is readonly (string | number)[] => Array.isArray(criterion);

const isInside = (date: Date, { from, to }: DateRange): boolean =>
  (from == null || date.getTime() >= from.getTime()) && (to == null || date.getTime() <= to.getTime());

/** Sorts by Centra's `field_ASC` and `field_DESC`. Equal items keep their order, so that pages never overlap. */
export function sorted<T>(
  items: readonly T[],
  factsOf: (item: T) => Facts,
  sort: readonly string[] | null | undefined,
): T[] {
  const keys = (sort ?? []).map((key) => ({
    field: key.replace(/_(ASC|DESC)$/, ''),
    direction: key.endsWith('_DESC') ? -1 : 1,
  }));
  const compareItems = (left: Facts, right: Facts) =>
    keys.reduce((order, { field, direction }) => order || direction * compare(left[field], right[field]), 0);
  return items
    .map((item) => ({ item, facts: factsOf(item) }))
    .toSorted((left, right) => compareItems(left.facts, right.facts))
    .map(({ item }) => item);
}

function compare(left: Facts[string] | undefined, right: Facts[string] | undefined): number {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  return Number(left) - Number(right);
}

/** @throws GraphQLError when the limit or the page is out of range. */
export function pageOf<T>(items: readonly T[], { limit, page }: Page): T[] {
  const size = checkedLimit(limit ?? DEFAULT_LIMIT);
  const number = page ?? 1;
  if (number < 1) throw new GraphQLError('Page must be 1 or greater.');
  return items.slice((number - 1) * size, number * size);
}

/** A Relay connection. A cursor names an item, so it stays valid when others come and go. */
export function connectionOf<T, V>(
  items: readonly T[],
  idOf: (item: T) => string | number,
  view: (item: T) => V,
  { first, last, after, before }: Cursors,
) {
  if (first != null && last != null) throw new GraphQLError('Provide first or last, not both.');
  const cursors = items.map((item) => Buffer.from(`cursor:${idOf(item)}`).toString('base64'));
  const start = after == null ? 0 : positionOf(cursors, after) + 1;
  const end = before == null ? items.length : positionOf(cursors, before);
  const size = checkedLimit(first ?? last ?? DEFAULT_LIMIT);
  const from = last == null ? start : Math.max(start, end - size);
  const to = last == null ? Math.min(end, start + size) : end;
  const edges = items.slice(from, to).map((item, index) => ({ cursor: cursors[from + index] ?? '', node: view(item) }));
  return {
    totalCount: items.length,
    edges,
    pageInfo: {
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function positionOf(cursors: readonly string[], cursor: string): number {
  const position = cursors.indexOf(cursor);
  if (position === -1) throw new GraphQLError(`Cursor ${cursor} is not known.`);
  return position;
}

function checkedLimit(limit: number): number {
  if (limit < 1 || limit > MAX_LIMIT) throw new GraphQLError(`Limit must be in range 1 - ${MAX_LIMIT}`);
  return limit;
}
