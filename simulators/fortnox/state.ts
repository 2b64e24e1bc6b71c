import type { ArticleFields } from './articles.ts';
import type { CustomerFields } from './customers.ts';
import { decimalOf } from './decimals.ts';
import type { Fault, FaultKind } from './faults.ts';
import { invoiceJson, type InvoiceJson } from './invoice.ts';
import { paymentJson, type PaymentJson } from './payments.ts';
import { byRegister, type RegisterEntry, type RegisterName } from './registers.ts';
import type { Access } from './scopes.ts';
import type { Simulation } from './server.ts';
import { stockDocumentJson, type StockDocumentJson } from './stock-documents.ts';
import type { StockPoint, Tenant, TenantSwitches, Warehouse } from './tenant.ts';
import { stockBalances } from './warehouse-routes.ts';

/** Everything the simulator knows, as a test or a person looks at it. Documents are as the API answers with them. */
export interface FortnoxState {
  readonly company: CompanyState;
  /** What the client may do. */
  readonly access: Readonly<Access>;
  readonly customers: readonly CustomerFields[];
  readonly articles: readonly ArticleFields[];
  readonly invoices: readonly InvoiceJson[];
  readonly payments: readonly PaymentJson[];
  readonly stockDocuments: readonly (StockDocumentJson & {
    readonly direction: 'outbound' | 'inbound';
    readonly type: string;
  })[];
  readonly stockMovements: readonly {
    readonly itemId: string;
    readonly stockPointCode: string;
    /** Out of stock is negative. */
    readonly quantity: number;
    readonly date: string;
    readonly cause: string;
  }[];
  readonly stockBalances: ReturnType<typeof stockBalances>;
  /** By method and pattern: `PUT /3/invoices/:documentNumber/bookkeep`. */
  readonly requestCounts: Readonly<Record<string, number>>;
  readonly tooManyRequests: number;
  /** What can still go wrong. */
  readonly pendingFaults: readonly Fault[];
  /** How many calls met a fault, by kind. */
  readonly faultsMet: Readonly<Partial<Record<FaultKind, number>>>;
}

export interface CompanyState extends TenantSwitches {
  /** All days up to and including this one are locked. */
  readonly lockedUntil: string | null;
  /** Percentages, falling. */
  readonly vatRates: readonly number[];
  /** Kronor for one unit. */
  readonly currencies: Readonly<Record<string, number>>;
  readonly inactiveAccounts: readonly number[];
  /** Code to account. */
  readonly modesOfPayment: Readonly<Record<string, number>>;
  readonly registers: Readonly<Record<RegisterName, readonly RegisterEntry[]>>;
  readonly warehouse: Warehouse;
  readonly stockPoints: readonly StockPoint[];
}

/** What is shown of it now. */
export function stateOf({ tenant, access, faults, counts }: Simulation): FortnoxState {
  return {
    company: companyState(tenant),
    access,
    customers: [...tenant.customers.values()],
    articles: [...tenant.articles.values()],
    invoices: [...tenant.invoices.values()].map((invoice) => invoiceJson(tenant, invoice)),
    payments: [...tenant.payments.values()].map((payment) => paymentJson(tenant, payment)),
    stockDocuments: [...tenant.stockDocuments.values()].map((document) => ({
      ...stockDocumentJson(tenant, document),
      direction: document.direction,
      type: document.type,
    })),
    stockMovements: tenant.stock.movements.map(({ quantityHundredths, ...movement }) => ({
      ...movement,
      quantity: decimalOf(quantityHundredths),
    })),
    stockBalances: stockBalances(tenant),
    requestCounts: Object.fromEntries(counts.byRoute),
    tooManyRequests: counts.tooManyRequests,
    pendingFaults: faults.pending(),
    faultsMet: faults.met(),
  };
}

function companyState(tenant: Tenant): CompanyState {
  return {
    lockedUntil: tenant.lockedUntil,
    roundToWholeKrona: tenant.roundToWholeKrona,
    accountingMethod: tenant.accountingMethod,
    easyVat: tenant.easyVat,
    hasBankDetails: tenant.hasBankDetails,
    customerCurrencyBinds: tenant.customerCurrencyBinds,
    searchLagMs: tenant.searchLagMs,
    vatRates: [...tenant.vatRates].map(decimalOf).toSorted((a, b) => b - a),
    currencies: Object.fromEntries(tenant.currencies),
    inactiveAccounts: [...tenant.accounts].filter(([, { active }]) => !active).map(([account]) => account),
    modesOfPayment: Object.fromEntries(tenant.modesOfPayment),
    registers: byRegister((name) => [...tenant.registers[name].values()]),
    warehouse: tenant.warehouse,
    stockPoints: tenant.stockPoints,
  };
}
