import { jsonAnswer, type Answer } from './answers.ts';
import { refused } from './errors.ts';

/** How one kind of document is listed and searched. */
export interface ListRules<T> {
  /** The name of the list in the answer. */
  readonly name: string;
  readonly json: (item: T) => unknown;
  /** Query parameter to the texts it is looked for in. */
  readonly searchable: Readonly<Record<string, (item: T) => string | readonly string[]>>;
  /** The values that `filter` may have. */
  readonly filters: Readonly<Record<string, (item: T) => boolean>>;
  readonly sortable: Readonly<Record<string, (item: T) => string | number>>;
  /** `YYYY-MM-DD HH:MM`. */
  readonly modifiedAt: (item: T) => string;
  /** What `fromdate` and `todate` look at. */
  readonly dateOf?: (item: T) => string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const GLOBAL_PARAMETERS = ['page', 'limit', 'offset', 'sortby', 'sortorder', 'lastmodified', 'fromdate', 'todate'];

/**
 * A page of what matches. A search is `ILIKE '%value%'`, so it also finds what only contains the value, and only one
 * may be used per call, together with parameters that all lists have.
 *
 * Throws 2000588 for a parameter that is unknown, out of bounds or a second search, 2000587 for a `filter` not known.
 */
export function listAnswer<T>(rules: ListRules<T>, items: Iterable<T>, query: URLSearchParams): Answer {
  checkParameters(rules, query);
  const tests = [
    searchTest(rules, query),
    filterTest(rules, query),
    dateTest(rules, query),
    modifiedTest(rules, query),
  ];
  const found = sorted(
    rules,
    [...items].filter((item) => tests.every((test) => test(item))),
    query,
  );

  const limit = wholeNumber(query, 'limit', DEFAULT_LIMIT, 1, MAX_LIMIT);
  const page = wholeNumber(query, 'page', 1, 1);
  const offset = wholeNumber(query, 'offset', (page - 1) * limit, 0);
  return jsonAnswer({
    MetaInformation: {
      '@TotalResources': found.length,
      '@TotalPages': Math.ceil(found.length / limit),
      '@CurrentPage': page,
    },
    [rules.name]: found.slice(offset, offset + limit).map((item) => rules.json(item)),
  });
}

function checkParameters<T>(rules: ListRules<T>, query: URLSearchParams): void {
  const own = [...query.keys()].filter((name) => !GLOBAL_PARAMETERS.includes(name));
  const unknown = own.find((name) => name !== 'filter' && !Object.hasOwn(rules.searchable, name));
  if (unknown !== undefined || own.length > 1) throw invalidParameter();
}

type Test<T> = (item: T) => boolean;

function searchTest<T>(rules: ListRules<T>, query: URLSearchParams): Test<T> {
  const search = Object.entries(rules.searchable).find(([name]) => query.has(name));
  if (!search) return () => true;
  const [name, textOf] = search;
  const value = (query.get(name) ?? '').toLowerCase();
  return (item) => [textOf(item)].flat().some((text) => text.toLowerCase().includes(value));
}

function filterTest<T>(rules: ListRules<T>, query: URLSearchParams): Test<T> {
  const filter = query.get('filter');
  if (filter === null) return () => true;
  const test = Object.hasOwn(rules.filters, filter) ? rules.filters[filter] : undefined;
  if (!test) throw refused(2000587, 'Ett ogiltigt filter har använts.');
  return test;
}

function dateTest<T>({ dateOf }: ListRules<T>, query: URLSearchParams): Test<T> {
  const [from, to] = [query.get('fromdate'), query.get('todate')];
  if (from === null && to === null) return () => true;
  if (!dateOf || [from, to].some((date) => date !== null && !/^\d{4}-\d{2}-\d{2}$/.test(date)))
    throw invalidParameter();
  return (item) => (from === null || dateOf(item) >= from) && (to === null || dateOf(item) <= to);
}

function modifiedTest<T>(rules: ListRules<T>, query: URLSearchParams): Test<T> {
  const since = query.get('lastmodified');
  if (since === null) return () => true;
  if (!/^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$/.test(since)) throw invalidParameter();
  return (item) => rules.modifiedAt(item) >= since;
}

function sorted<T>(rules: ListRules<T>, items: T[], query: URLSearchParams): T[] {
  const sortBy = query.get('sortby');
  const order = query.get('sortorder') ?? 'ascending';
  const keyOf = sortBy !== null && Object.hasOwn(rules.sortable, sortBy) ? rules.sortable[sortBy] : undefined;
  if ((sortBy !== null && !keyOf) || !['ascending', 'descending'].includes(order)) throw invalidParameter();
  const ascending = keyOf ? items.toSorted((a, b) => compare(keyOf(a), keyOf(b))) : items;
  return order === 'ascending' ? ascending : ascending.toReversed();
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'sv');
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number, min: number, max = Infinity): number {
  const written = query.get(name);
  if (written === null) return otherwise;
  const number = /^\d{1,9}$/.test(written) ? Number(written) : NaN;
  if (!(number >= min && number <= max)) throw invalidParameter();
  return number;
}

function invalidParameter(): Error {
  return refused(2000588, 'Ogiltig parameter i anropet.');
}
