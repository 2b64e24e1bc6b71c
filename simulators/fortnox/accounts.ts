import { refused, refusedWithUndocumentedCode } from './errors.ts';
import type { Tenant } from './tenant.ts';

/** The account, when something may be booked on it. Throws 2001304 when it is not there; the code for inactive is unknown. */
export function usableAccount(tenant: Tenant, account: number | undefined): number {
  const found = account === undefined ? undefined : tenant.accounts.get(account);
  if (account === undefined || !found) throw refused(2001304, `Kunde inte hitta konto (${account ?? 'inget angivet'})`);
  if (!found.active) throw refusedWithUndocumentedCode(`Kontot ${account} är inte aktivt.`);
  return account;
}
