import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod';
import { ConfigError } from './config-error.ts';
import { explainIssue, type Finding } from './explain.ts';
import { fillIn, type Environment } from './fill-in.ts';
import { pathText, valueAt, type Path } from './path.ts';
import { policyContradictions } from './policy.ts';
import { contradictory, readSalesAccounts, type SalesAccount } from './sales-accounts-file.ts';
import { CONFIG, CONNECTION } from './schema.ts';
import { readYaml } from './yaml.ts';

/** All that a merchant decides, checked and complete. It never changes while the process runs. */
export type Config = DeepReadonly<z.output<typeof CONFIG>>;
export type ConnectionConfig = Config['connections'][number];

/**
 * Reads a config file: YAML, with `"${NAME}"` filled in from the environment.
 *
 * @throws ConfigError with everything that is wrong, each in one line with its place; secrets are never in it.
 */
export function loadConfig(path: string, env: Environment): Config {
  return configFromYaml(readText(path), env, dirname(path));
}

/** As `loadConfig`, from the text of a config file; other files are named from the directory. */
export function configFromYaml(text: string, env: Environment, directory = '.'): Config {
  const { value, lineOf } = readYaml(text);
  const filled = fillIn(value, env);
  return check(filled.value, { ...filled, lineOf, directory });
}

/**
 * Checks a config that is data already.
 *
 * @throws ConfigError as `loadConfig` does.
 */
export function parseConfig(raw: unknown): Config {
  return check(raw, { problems: [], fromEnvironment: new Set(), lineOf: () => undefined, directory: '.' });
}

interface Origin {
  /** What is known to be wrong already. Nothing more is said about these places. */
  readonly problems: readonly Finding[];
  readonly fromEnvironment: ReadonlySet<string>;
  readonly lineOf: (path: Path) => number | undefined;
  readonly directory: string;
}

function check(raw: unknown, origin: Origin): Config {
  const { problems, fromEnvironment, lineOf } = origin;
  const { success, data, error } = CONFIG.safeParse(raw);
  const known = new Set(problems.map(({ path }) => pathText(path)));
  const findings = [
    ...problems,
    ...(error?.issues ?? [])
      .flatMap((issue) => explainIssue(issue, raw, fromEnvironment))
      .filter(({ path }) => !known.has(pathText(path))),
    ...['id', 'key'].flatMap((field) => repeatedIn(raw, field)),
    ...repeatedPrefixesIn(raw),
    ...contradictionsIn(raw),
  ];
  const files = salesAccountsIn(raw, origin);
  findings.push(...files.flatMap((file) => file.findings));
  if (success && findings.length === 0) {
    for (const { accounts, index } of files) data.connections[index]?.policy.mapping.salesAccounts.push(...accounts);
    return deepFreeze(data);
  }
  throw new ConfigError(findings.map(({ path, message }) => `${placeText(path, lineOf(path))}: ${message}`));
}

/** Two connections with one id would be one; with one key they would take each other's documents for their own. */
function repeatedIn(raw: unknown, field: string): Finding[] {
  const connections = valueAt(raw, ['connections']);
  const values = Array.isArray(connections) ? connections.map((connection) => valueAt(connection, [field])) : [];
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    if (typeof value !== 'string' || first === index) return [];
    const message = `found the ${field} of ${pathText(['connections', first])}; must be its own`;
    return [{ path: ['connections', index, field], message }];
  });
}

/** Two connections that begin their customers' numbers alike would take each other's customers for their own. */
function repeatedPrefixesIn(raw: unknown): Finding[] {
  const connections = valueAt(raw, ['connections']);
  const place = ['policy', 'mapping', 'customers', 'prefix'];
  const textAt = (connection: unknown, path: Path): string | undefined => {
    const value = valueAt(connection, path);
    return typeof value === 'string' ? value : undefined;
  };
  const prefixes = (Array.isArray(connections) ? connections : []).map(
    (connection) => textAt(connection, place) ?? textAt(connection, ['key'])?.toUpperCase(),
  );
  return prefixes.flatMap((prefix, index) => {
    const other = prefixes.findIndex((candidate, at) => at !== index && candidate === prefix);
    if (prefix === undefined || other < 0 || valueAt(connections, [index, ...place]) === undefined) return [];
    const message = `found ${prefix}, which begins the customer numbers of ${pathText(['connections', other])}; must be its own`;
    return [{ path: ['connections', index, ...place], message }];
  });
}

/** The sales accounts that connections have in files of their own. */
function salesAccountsIn(
  raw: unknown,
  { directory, fromEnvironment }: Origin,
): { readonly index: number; readonly accounts: readonly SalesAccount[]; readonly findings: readonly Finding[] }[] {
  const connections = valueAt(raw, ['connections']);
  return (Array.isArray(connections) ? connections : []).flatMap((connection, index) => {
    const place = ['policy', 'mapping', 'salesAccountsFile'];
    const path = valueAt(connection, place);
    if (typeof path !== 'string' || path === '') return [];
    const { accounts, problems } = readSalesAccounts(
      path,
      directory,
      fromEnvironment.has(path) ? 'the file' : undefined,
    );
    const own = CONNECTION.safeParse(connection).data?.policy.mapping.salesAccounts ?? [];
    const findings = [...problems, ...contradictory(own, accounts)].map((message) => ({
      path: ['connections', index, ...place],
      message,
    }));
    return [{ index, accounts, findings }];
  });
}

/** Of each connection that is right in itself, whatever is wrong with the rest of the file. */
function contradictionsIn(raw: unknown): Finding[] {
  const connections = valueAt(raw, ['connections']);
  if (!Array.isArray(connections)) return [];
  return connections.flatMap((connection, index) => {
    const { data } = CONNECTION.safeParse(connection);
    return (data ? policyContradictions(data) : []).map(({ path, message }) => ({
      path: ['connections', index, ...path],
      message,
    }));
  });
}

function placeText(path: Path, line: number | undefined): string {
  return line === undefined ? pathText(path) : `${pathText(path)} (line ${line})`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw new ConfigError([`the config file cannot be read: ${reason}; SHIPLEDGER_CONFIG names it`]);
  }
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
