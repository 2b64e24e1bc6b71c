import { activityCancellation as cancellation, workInHand as work } from '../activities/in-hand.ts';
import type { Connection } from '../activities/dependencies.ts';
import { connectionPolicyOf } from '../config/policy.ts';
import type { Config, ConnectionConfig } from '../config/config.ts';
import { createCentra } from '../connectors/centra/create-centra.ts';
import type { Limit } from '../connectors/budget-levels.ts';
import type { OutageTimes } from '../connectors/outage.ts';
import type { SharedStore } from '../domain/shared-store.ts';
import { createFortnox } from '../connectors/erp/fortnox/fortnox.ts';

/** How fast the other systems are called, where not as they allow by default. */
export interface Pace {
  readonly centraLimits?: readonly Limit[];
  readonly erpLimits?: readonly Limit[];
  readonly outageTimes?: OutageTimes;
}

/**
 * The connections of the config, each with its clients, ready for the activities.
 *
 * @param store what all worker processes share: what is left of rate limits.
 * @param onDeprecated told, once for each, of a field of Centra that we use and that Centra will remove.
 */
export function openConnections(
  config: Config,
  store: SharedStore,
  onDeprecated: (connectionId: string, words: string) => void = () => undefined,
  pace: Pace = {},
): ReadonlyMap<string, Connection> {
  return new Map(
    config.connections.map((connection) => {
      const { id } = connection;
      return [id, openConnection(connection, store, (words) => onDeprecated(id, words), pace)];
    }),
  );
}

function openConnection(
  connection: ConnectionConfig,
  store: SharedStore,
  onDeprecated: (words: string) => void,
  { centraLimits, erpLimits, outageTimes }: Pace,
): Connection {
  const { id, key, centra, erp, policy } = connection;
  const connectionPolicy = connectionPolicyOf(connection);
  const orderPolicies = Object.values(connectionPolicy.byOrderType);
  return {
    id,
    key,
    policy: connectionPolicy,
    centra: createCentra({
      url: centra.url,
      token: centra.token,
      timeoutMs: centra.timeoutMs,
      store,
      onDeprecated,
      cancellation,
      work,
      outageTimes,
      ...(centraLimits && { limits: centraLimits }),
    }),
    erp: createFortnox({
      ...erp,
      connectionKey: key,
      mapping: policy.mapping,
      store,
      cancellation,
      work,
      outageTimes,
      ...(erpLimits && { limits: erpLimits }),
      stockModes: orderPolicies.map(({ stock }) => stock.mode),
      sendsByEmail: orderPolicies.some(({ invoice }) => invoice.send === 'email'),
    }),
    erpKind: erp.kind,
  };
}
