import { Refusal, jsonAnswer } from './answers.ts';

/** What a client may be allowed to do (Fortnox: scopes; `warehousecustomdocument` is known from its SDK only). */
export const SCOPES = [
  'invoice',
  'payment',
  'customer',
  'article',
  'settings',
  'companyinformation',
  'bookkeeping',
  'currency',
  'project',
  'costcenter',
  'warehouse',
  'warehousecustomdocument',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The first beginning of a path decides. Terms of payment and the locked period are taken for settings. */
const SCOPE_BY_PATH: readonly (readonly [string, Scope])[] = [
  ['/3/invoices', 'invoice'],
  ['/3/invoicepayments', 'payment'],
  ['/3/customers', 'customer'],
  ['/3/articles', 'article'],
  ['/3/settings', 'settings'],
  ['/3/modesofpayments', 'settings'],
  ['/3/termsofpayments', 'settings'],
  ['/3/companyinformation', 'companyinformation'],
  ['/3/accounts', 'bookkeeping'],
  ['/3/financialyears', 'bookkeeping'],
  ['/3/currencies', 'currency'],
  ['/3/projects', 'project'],
  ['/3/costcenters', 'costcenter'],
  ['/api/warehouse/documentdeliveries/custom', 'warehousecustomdocument'],
  ['/api/warehouse', 'warehouse'],
];

/** What the client was consented to, and what the company pays for. Taken from either, it is gone at once (assumed). */
export interface Access {
  scopes: readonly Scope[];
  /** The scopes that the company has a licence for. */
  licences: readonly Scope[];
  hasApiLicence: boolean;
}

/** The scope that a route needs; throws for a route that nobody has given one. */
export function scopeOf(path: string): Scope {
  const found = SCOPE_BY_PATH.find(([beginning]) => `${path}/`.startsWith(`${beginning}/`));
  if (!found) throw new Error(`no scope is known for ${path}`);
  return found[1];
}

/** Throws 2001103 without an API licence, 2000663 without the scope, 2001101 without a licence for it. */
export function checkAccess({ scopes, licences, hasApiLicence }: Access, scope: Scope): void {
  if (!hasApiLicence) throw forbidden(2001103, 'Api-licens saknas.');
  if (!scopes.includes(scope)) throw forbidden(2000663, 'Har inte behörighet för scope');
  if (!licences.includes(scope)) throw forbidden(2001101, 'Det finns ingen aktiv licens för önskat scope');
}

/** Neither the status nor the body of these refusals is recorded: 403 and the shape of a 400 are assumed. */
function forbidden(code: number, message: string): Refusal {
  return new Refusal(message, jsonAnswer({ ErrorInformation: { error: 1, message, code } }, 403));
}
