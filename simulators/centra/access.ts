import type { IncomingHttpHeaders } from 'node:http';

export interface AccessSettings {
  readonly token: string;
  /** Centra: an expiry is obligatory, 30 days by default. Here a token lasts until told otherwise. */
  readonly expiresAt: Date | null;
  /** What the token may do. */
  readonly permissions: readonly string[];
}

/** Who may ask, and for what. */
export interface Access {
  /** Whether a request carries the valid token: as a bearer, or in the cookie `graphql-access`. */
  admits(headers: IncomingHttpHeaders, now: Date): boolean;
  permits(permission: string): boolean;
  /** A person makes another token, changes the permissions, or lets the token end. */
  change(change: Partial<AccessSettings>): void;
}

export function createAccess(initial: AccessSettings): Access {
  let settings = initial;
  return {
    admits: ({ authorization, cookie }, now) => {
      const { token, expiresAt } = settings;
      if (expiresAt !== null && now.getTime() >= expiresAt.getTime()) return false;
      const cookies = (cookie ?? '').split(';').map((pair) => pair.trim());
      return authorization === `Bearer ${token}` || cookies.includes(`graphql-access=${token}`);
    },
    permits: (permission) => settings.permissions.includes(permission),
    change: (change) => {
      settings = { ...settings, ...change };
    },
  };
}
