import type { CompanyChange, LicenceChange, NewCustomer, WarehouseChange } from './control-routes.ts';
import type { Fault } from './faults.ts';
import type { NewRegisterEntry, RegisterName } from './registers.ts';
import type { Scope } from './scopes.ts';
import type { FortnoxState } from './state.ts';
import type { ModeOfPayment, NewArticle } from './tenant.ts';

export type { Fault, FaultKind } from './faults.ts';
export type { NewRegisterEntry, RegisterName } from './registers.ts';
export type { Scope } from './scopes.ts';
export type { FortnoxState } from './state.ts';

/** What a test or a demo can do to a simulated Fortnox and see of it. Every call rejects when the simulator refuses. */
export interface FortnoxControl {
  readonly state: () => Promise<FortnoxState>;
  /**
   * Faults are met in the order they were added. One without a `probability` is used up after `times` calls, by default
   * one; one with a `probability` stays until faults are cleared.
   */
  readonly addFault: (fault: Fault) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /** Begins the chances of faults with a `probability` anew. */
  readonly seedFaults: (seed: number) => Promise<void>;
  /** An administrator lets the client in; its first refresh token. */
  readonly consent: () => Promise<string>;
  /** Ends every token that is out, and gives none until there is a consent again. */
  readonly withdrawConsent: () => Promise<void>;
  /** What the client was consented to, from now on. */
  readonly setScopes: (scopes: readonly Scope[]) => Promise<void>;
  /** What the company has licences for; what is not said stays. */
  readonly setLicences: (change: LicenceChange) => Promise<void>;
  /** Locks all dates up to and including this one, or with null none. */
  readonly lockPeriod: (until: string | null) => Promise<void>;
  readonly addVatRate: (percent: number) => Promise<void>;
  readonly removeVatRate: (percent: number) => Promise<void>;
  readonly addCurrency: (code: string) => Promise<void>;
  readonly removeCurrency: (code: string) => Promise<void>;
  readonly addArticle: (article: NewArticle) => Promise<void>;
  /** Counts the stock: from now on this many units are there. */
  readonly setStock: (itemId: string, stockPointCode: string, quantity: number) => Promise<void>;
  readonly addCustomer: (customer: NewCustomer) => Promise<void>;
  readonly removeCustomer: (customerNumber: string) => Promise<void>;
  readonly addAccount: (account: number) => Promise<void>;
  readonly removeAccount: (account: number) => Promise<void>;
  /** It is there and nothing may be booked on it, until it is added again. */
  readonly deactivateAccount: (account: number) => Promise<void>;
  readonly addModeOfPayment: (mode: ModeOfPayment) => Promise<void>;
  readonly removeModeOfPayment: (code: string) => Promise<void>;
  /** Adds an entry to one of the company's registers, or replaces the one of that code: cost centres, projects, ... */
  readonly addToRegister: (register: RegisterName, entry: NewRegisterEntry) => Promise<void>;
  readonly removeFromRegister: (register: RegisterName, code: string) => Promise<void>;
  /** The company's settings; what is not said stays. */
  readonly setCompany: (change: CompanyChange) => Promise<void>;
  /** The warehouse module and its settings; what is not said stays. */
  readonly setWarehouse: (change: WarehouseChange) => Promise<void>;
  /** As a bookkeeper does it by hand: the API's rules hold. */
  readonly cancelInvoice: (documentNumber: string) => Promise<void>;
  readonly bookInvoice: (documentNumber: string) => Promise<void>;
}

/** @param controlUrl the `controlUrl` of a simulator that runs */
export function createFortnoxControl(controlUrl: string): FortnoxControl {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path} of the simulated Fortnox: ${await response.text()}`);
    return response;
  };
  const tell = async (method: string, path: string, body?: unknown): Promise<void> => {
    await (await call(method, path, body)).body?.cancel();
  };
  return {
    state: async () => (await (await call('GET', '/state')).json()) as FortnoxState,
    addFault: (fault) => tell('POST', '/faults', fault),
    clearFaults: () => tell('DELETE', '/faults'),
    seedFaults: (seed) => tell('PUT', '/fault-seed', seed),
    consent: async () => ((await (await call('POST', '/consents')).json()) as { refreshToken: string }).refreshToken,
    withdrawConsent: () => tell('DELETE', '/consents'),
    setScopes: (scopes) => tell('PUT', '/scopes', scopes),
    setLicences: (change) => tell('PUT', '/licences', change),
    lockPeriod: (until) => tell('PUT', '/locked-period', { until }),
    addVatRate: (percent) => tell('POST', '/vat-rates', percent),
    removeVatRate: (percent) => tell('DELETE', '/vat-rates', percent),
    addCurrency: (code) => tell('POST', '/currencies', code),
    removeCurrency: (code) => tell('DELETE', '/currencies', code),
    addArticle: (article) => tell('POST', '/articles', article),
    setStock: (itemId, stockPointCode, quantity) => tell('PUT', '/stock', { itemId, stockPointCode, quantity }),
    addCustomer: (customer) => tell('POST', '/customers', customer),
    removeCustomer: (customerNumber) => tell('DELETE', '/customers', customerNumber),
    addAccount: (account) => tell('POST', '/accounts', account),
    removeAccount: (account) => tell('DELETE', '/accounts', account),
    deactivateAccount: (account) => tell('DELETE', '/active-accounts', account),
    addModeOfPayment: (mode) => tell('POST', '/modes-of-payment', mode),
    removeModeOfPayment: (code) => tell('DELETE', '/modes-of-payment', code),
    addToRegister: (register, entry) => tell('POST', '/register-entries', { register, ...entry }),
    removeFromRegister: (register, code) => tell('DELETE', '/register-entries', { register, code }),
    setWarehouse: (change) => tell('PUT', '/warehouse', change),
    setCompany: (change) => tell('PUT', '/company', change),
    cancelInvoice: (documentNumber) => tell('POST', '/cancelled-invoices', documentNumber),
    bookInvoice: (documentNumber) => tell('POST', '/booked-invoices', documentNumber),
  };
}
