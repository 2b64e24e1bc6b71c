import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Records } from '../records/records.ts';

/** Each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What the API needs of the config; it is never shown an ERP's secrets. */
export interface ApiConfig {
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly tokens: readonly ApiToken[];
    readonly webhook: { readonly toleranceSeconds: number; readonly maxBytes: number };
  };
  readonly connections: readonly ApiConnection[];
}

export interface ApiToken {
  /** Who holds it; the journal of decisions shows this name. */
  readonly name: string;
  readonly role: Role;
  readonly token: string;
}

export interface ApiConnection {
  readonly id: string;
  readonly centra: { readonly webhookSecrets: readonly string[] };
}

export interface ApiDeps {
  readonly config: ApiConfig;
  readonly temporal: Client;
  readonly records: Pick<Records, 'orders' | 'decisions'>;
  readonly logger: Logger;
  /** What else to show at `/readyz`, such as how long the ERP's token is valid. */
  readonly readiness?: () => Promise<readonly ReadinessPart[]>;
  readonly now?: () => Date;
}

/** `down` means that requests cannot be served; `degraded` is shown, and they go on being served. */
export interface ReadinessPart {
  readonly name: string;
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail?: string;
  /** ISO 8601. */
  readonly expiresAt?: string;
}
