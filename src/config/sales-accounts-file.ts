import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { csvRows, type CsvRow } from './csv.ts';

export interface SalesAccount {
  readonly country: string;
  readonly vatPercent: number;
  readonly account: number;
}

interface Read {
  readonly accounts: readonly SalesAccount[];
  /** Each names the file, and the line and column where there is one. */
  readonly problems: readonly string[];
}

const COLUMNS = {
  country: { pattern: /^([A-Z]{2}|\*)$/, must: 'two capital letters (ISO 3166-1 alpha-2), EU or *' },
  vatPercent: { pattern: /^(\d{1,2}([.,]\d{1,2})?|100)$/, must: 'a rate from 0 to 100, as 25 or 5.5 or 5,5' },
  account: { pattern: /^[1-9]\d{3}$/, must: 'a whole number from 1000 to 9999' },
} as const;
type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Column[];
const HEADER = `the columns ${NAMES.join(', ')}`;

/**
 * Sales accounts by country and VAT rate from a table with the columns country, vatPercent and account, in any order.
 *
 * @param path relative to the directory.
 * @param shownName what problems call the file; its name may be a secret.
 */
export function readSalesAccounts(path: string, directory: string, shownName: string = basename(path)): Read {
  const text = readText(resolve(directory, path));
  if (text === undefined) return { accounts: [], problems: [`${shownName}: must be a file that can be read`] };
  const { accounts, problems } = salesAccountsFrom(text);
  return { accounts, problems: problems.map((problem) => `${shownName} ${problem}`) };
}

/** As `readSalesAccounts`, from the text of the file. */
export function salesAccountsFrom(text: string): Read {
  if (text.includes('\uFFFD')) return { accounts: [], problems: ['must be UTF-8'] };
  const [header, ...rows] = csvRows(text);
  const columns = header?.cells.map((cell) => NAMES.find((name) => name.toLowerCase() === cell.toLowerCase())) ?? [];
  if (!header || columns.length !== NAMES.length || NAMES.some((name) => !columns.includes(name))) {
    const found = header ? `found ${shown(header.cells.join(' '))}` : 'found nothing';
    return { accounts: [], problems: [`line ${header?.line ?? 1}: ${found}; must be a header with ${HEADER}`] };
  }
  if (rows.length === 0) return { accounts: [], problems: [`line ${header.line}: must be followed by a line or more`] };

  const problems: string[] = [];
  const firstLines = new Map<string, number>();
  const accounts = rows.flatMap((row) => {
    const wrong = problemsIn(row, columns);
    problems.push(...wrong);
    if (wrong.length > 0) return [];
    const account = accountOf(row, columns);
    const key = JSON.stringify([account.country, account.vatPercent]);
    const first = firstLines.get(key);
    if (first !== undefined) {
      const what = `${account.country} at ${account.vatPercent} %`;
      problems.push(
        `line ${row.line}, column country: found ${what} again; must be there once, and is at line ${first}`,
      );
    }
    firstLines.set(key, first ?? row.line);
    return [account];
  });
  return { accounts, problems };
}

function problemsIn({ line, cells }: CsvRow, columns: readonly (Column | undefined)[]): readonly string[] {
  if (cells.length > columns.length) {
    // A decimal comma between commas, most of the time.
    return [
      `line ${line}: found ${cells.length} cells; must have ${columns.length}: a cell with a comma goes in quotes`,
    ];
  }
  return columns.flatMap((column, index) => {
    const cell = cells[index] ?? '';
    if (column === undefined || COLUMNS[column].pattern.test(cell)) return [];
    const found = cell === '' ? 'is missing' : `found ${shown(cell)}`;
    return [`line ${line}, column ${column}: ${found}; must be ${COLUMNS[column].must}`];
  });
}

function accountOf({ cells }: CsvRow, columns: readonly (Column | undefined)[]): SalesAccount {
  const cell = (column: Column): string => cells[columns.indexOf(column)] ?? '';
  return {
    country: cell('country'),
    vatPercent: Number(cell('vatPercent').replace(',', '.')),
    account: Number(cell('account')),
  };
}

/** What entries say otherwise than those before: for a country and a rate there is one account. */
export function contradictory(accounts: readonly SalesAccount[], more: readonly SalesAccount[]): readonly string[] {
  return more.flatMap(({ country, vatPercent, account }) => {
    const other = accounts.find((entry) => entry.country === country && entry.vatPercent === vatPercent);
    if (!other || other.account === account) return [];
    return [`found account ${account} for ${country} at ${vatPercent} %; must be ${other.account} as in salesAccounts`];
  });
}

function shown(cell: string): string {
  const most = 40;
  return JSON.stringify(cell.length > most ? `${cell.slice(0, most)}…` : cell);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
