import type { Connection } from '../activities/dependencies.ts';
import { connectionPolicyOf } from '../config/policy.ts';
import type { Config, ConnectionConfig } from '../config/config.ts';
import { createCentra } from '../connectors/centra/create-centra.ts';
import { createSlidingWindow } from '../connectors/pacing.ts';
import { createFortnox } from '../connectors/erp/fortnox/fortnox.ts';

/** Centra's default plan allows 60 requests in 10 seconds for all who use the environment; some are left to the others. */
const CENTRA_REQUESTS = { limit: 50, windowMs: 10_000 } as const;

/** The connections of the config, each with its clients, ready for the activities. */
export function openConnections(config: Config): ReadonlyMap<string, Connection> {
  return new Map(config.connections.map((connection) => [connection.id, openConnection(connection)]));
}

function openConnection(connection: ConnectionConfig): Connection {
  const { id, key, centra, erp, policy } = connection;
  return {
    id,
    key,
    policy: connectionPolicyOf(connection),
    centra: createCentra({
      url: centra.url,
      token: centra.token,
      timeoutMs: centra.timeoutMs,
      window: createSlidingWindow(CENTRA_REQUESTS),
    }),
    erp: createFortnox({ ...erp, connectionKey: key, mapping: policy.mapping }),
    erpKind: erp.kind,
  };
}
