import { contradictionsIn, type CapturePolicy, type ConnectionPolicy, type OrderPolicy } from '../domain/policy.ts';
import type { ConnectionConfig } from './config.ts';
import type { Path } from './path.ts';

/** What was decided about a connection, in the words of the rules. */
export function connectionPolicyOf({ mode, goLive, timeZone, policy }: ConnectionConfig): ConnectionPolicy {
  const { capture, invoice, payment, stock, complete } = policy;
  const directToConsumer: OrderPolicy = { capture, invoice, payment, stock, complete };
  return {
    mode,
    goLive,
    timeZone,
    byOrderType: { directToConsumer, wholesale: wholesalePolicyOf(directToConsumer, policy.wholesale ?? {}) },
  };
}

/** Wholesale is invoiced on terms: unless the config says otherwise nothing is captured, so no payment is registered. */
function wholesalePolicyOf(
  base: OrderPolicy,
  changes: NonNullable<ConnectionConfig['policy']['wholesale']>,
): OrderPolicy {
  return {
    capture: changed<CapturePolicy>({ ...base.capture, mode: 'none' }, changes.capture),
    invoice: changed(base.invoice, changes.invoice),
    payment: changes.payment ?? 'none',
    stock: changed(base.stock, changes.stock),
    complete: changed(base.complete, changes.complete),
  };
}

function changed<T extends object>(base: T, changes: { readonly [K in keyof T]?: T[K] | undefined } = {}): T {
  return { ...base, ...changes };
}

/** What cannot be followed in a connection's policy; what wholesale only inherits is told once. */
export function policyContradictions(connection: ConnectionConfig): readonly { path: Path; message: string }[] {
  const { directToConsumer, wholesale } = connectionPolicyOf(connection).byOrderType;
  const found = contradictionsIn(directToConsumer);
  const own = contradictionsIn(wholesale).filter(({ path }) => !found.some((other) => other.path === path));
  const below = (prefix: Path, path: string): Path => ['policy', ...prefix, ...path.split('.')];
  return [
    ...mappingContradictions(connection),
    ...found.map(({ path, message }) => ({ path: below([], path), message })),
    ...own.map(({ path, message }) => ({ path: below(['wholesale'], path), message })),
  ];
}

/** What the policy needs of the mapping. */
function mappingContradictions(connection: ConnectionConfig): readonly { path: Path; message: string }[] {
  const { articles, salesAccounts, salesAccountsFile } = connection.policy.mapping;
  const stockModes = Object.values(connectionPolicyOf(connection).byOrderType).map(({ stock }) => stock.mode);
  const found: { path: Path; message: string }[] = [];
  if (stockModes.includes('invoice') && articles !== 'sku') {
    const message = 'none leaves stock where it is; must be sku with stock.mode invoice';
    found.push({ path: ['policy', 'mapping', 'articles'], message });
  }
  if (salesAccounts.length === 0 && salesAccountsFile === undefined) {
    const message = 'is missing; must have at least one entry, here or in salesAccountsFile';
    found.push({ path: ['policy', 'mapping', 'salesAccounts'], message });
  }
  return found;
}
