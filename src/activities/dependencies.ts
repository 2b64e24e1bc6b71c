import type { Centra } from '../connectors/centra/centra.ts';
import { RefusedError } from '../connectors/call-errors.ts';
import type { Erp } from '../connectors/erp/erp.ts';
import type { ConnectionPolicy } from '../domain/policy.ts';
import type { SalesMaterial } from '../domain/sales-material.ts';
import { effectKey } from '../domain/steps.ts';
import type { Records } from '../records/records.ts';
import type { Effect } from './once.ts';
import { StaleError } from './stale-error.ts';
import type { StepRequest } from './step-request.ts';

/** One merchant's Centra and ERP, with what was decided about them. */
export interface Connection {
  readonly id: string;
  /** Prefix of all effect keys. */
  readonly key: string;
  readonly policy: ConnectionPolicy;
  readonly centra: Centra;
  readonly erp: Erp;
  /** Names the task queue on which calls to the ERP wait: `fortnox`. */
  readonly erpKind: string;
}

export interface ActivityDeps {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly records: Records;
  /** After an unclear try of an effect: when to look for it, counted from that try. */
  readonly lookAgainAfterMs: readonly number[];
  /** Since when the records are recovering from a loss, where they are: see `OnceDeps`. */
  readonly recoveringSince?: Date;
  readonly now: () => Date;
}

/** @throws RefusedError when the config has no such connection, which a person must mend. */
export function connectionOf({ connections }: ActivityDeps, connectionId: string): Connection {
  const connection = connections.get(connectionId);
  if (connection) return connection;
  const known = [...connections.keys()].join(', ');
  throw new RefusedError({
    code: 'mappingMissing',
    detail: `No connection "${connectionId}" in the config; there is: ${known}`,
  });
}

/** The effect of a step, or of a part of it that is an effect of its own, such as booking. */
export function effectOf(connection: Connection, request: StepRequest, part?: string): Effect {
  const key = effectKey(connection.key, request.step.id);
  return {
    key: part === undefined ? key : `${key}-${part}`,
    connectionKey: connection.key,
    kind: part ?? request.step.kind,
    orderNumber: request.orderNumber,
  };
}

export function onceDeps({ records, lookAgainAfterMs, recoveringSince }: ActivityDeps) {
  return { effects: records.effects, lookAgainAfterMs, recoveringSince };
}

/**
 * An effect may be tried for a day before the other system is back. What was planned then is not done for an order that
 * is on hold by now: it is looked at again first.
 *
 * @throws StaleError when the order is held.
 */
export function refuseHeld({ step }: StepRequest, { isHeld }: SalesMaterial): void {
  if (isHeld) throw new StaleError(step.id);
}
