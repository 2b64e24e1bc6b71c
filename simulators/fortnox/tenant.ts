import type { ArticleFields } from './articles.ts';
import type { CustomerFields } from './customers.ts';
import type { Invoice } from './invoice.ts';
import type { Payment } from './payments.ts';
import { createRegisters, type Registers, type RegisterSettings } from './registers.ts';
import { stockLedger, type StockLedger } from './stock.ts';
import type { StockDocument, StockDirection } from './stock-documents.ts';
import { SWEDISH_VAT_RATES } from './vat.ts';

export type AccountingMethod = 'ACCRUAL' | 'CASH';

export interface ModeOfPayment {
  readonly code: string;
  readonly account: number;
}

export interface FiscalYear {
  readonly id: number;
  readonly fromDate: string;
  readonly toDate: string;
}

export interface StockPoint {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
}

/**
 * Which invoices must be marked ready before they are booked, with the warehouse module on: those that move stock, all,
 * or none, because the company has Fortnox mark them.
 */
export const READY_RULES = ['stockRows', 'everyInvoice', 'never'] as const;

export interface Warehouse {
  readonly activated: boolean;
  readonly allowNegativeStock: boolean;
  readonly mustBeReady: (typeof READY_RULES)[number];
}

/** One company in Fortnox: its registers, settings and documents. Everything that the simulator remembers. */
export interface Tenant extends TenantSwitches {
  readonly id: string;
  readonly now: () => Date;
  /** Where this Fortnox answers, for the `@url` of its documents. */
  baseUrl: string;
  /** Percentages in hundredths: 25 % is 2500. */
  readonly vatRates: Set<number>;
  /** Kronor for one unit of the currency. */
  readonly currencies: Map<string, number>;
  readonly accounts: Map<number, { readonly active: boolean }>;
  /** Code to account. A payment that names none is booked on the first. */
  readonly modesOfPayment: Map<string, number>;
  readonly registers: Registers;
  readonly fiscalYears: readonly FiscalYear[];
  readonly customers: Map<string, CustomerFields>;
  /** Every number that was ever given: a removed customer's number is never free again. */
  readonly usedCustomerNumbers: Set<string>;
  readonly articles: Map<string, ArticleFields>;
  readonly invoices: Map<string, Invoice>;
  readonly payments: Map<string, Payment>;
  readonly stock: StockLedger;
  readonly stockPoints: readonly StockPoint[];
  readonly stockDocuments: Map<string, StockDocument>;
  /** A type of custom document belongs to the direction it was first used for. */
  readonly stockDocumentTypes: Map<string, StockDirection>;
  warehouse: Warehouse;
  readonly sequences: Sequences;
  lockedUntil: string | null;
}

/** What the company can switch by itself. */
export interface TenantSwitches {
  roundToWholeKrona: boolean;
  accountingMethod: AccountingMethod;
  easyVat: boolean;
  /** Without them no invoice can be printed or e-mailed. */
  hasBankDetails: boolean;
  /** No source says whether an invoice may be in another currency than its customer's: a client must live with both. */
  customerCurrencyBinds: boolean;
  /** How long an invoice is not yet found by a search. */
  searchLagMs: number;
}

/** The number that each series gives next. */
interface Sequences {
  document: number;
  row: number;
  payment: number;
  readonly vouchers: Map<string, number>;
}

export interface TenantSettings {
  /** Default '123456'. */
  readonly tenantId?: string;
  /** Percentages that are set up. Default 25, 12, 6 and 0, as in a new company. */
  readonly vatRates?: readonly number[];
  /** Default SEK and EUR. */
  readonly currencies?: readonly string[];
  /** Default: the accounts a shop needs, OSS countries included. */
  readonly accounts?: readonly number[];
  /** Default BG, KLARNA, CARD and CASH. */
  readonly modesOfPayment?: readonly ModeOfPayment[];
  /** Default: calendar years from three years ago to this year. */
  readonly fiscalYears?: readonly { readonly fromDate: string; readonly toDate: string }[];
  readonly customers?: readonly { readonly customerNumber: string; readonly name: string; readonly email?: string }[];
  readonly articles?: readonly NewArticle[];
  /** Stock points: default one, `HL`. Negative stock: default not allowed. Marked ready: default what moves stock. */
  readonly warehouse?: Partial<Warehouse> & {
    readonly stockPoints?: readonly { readonly code: string; readonly name: string; readonly active?: boolean }[];
  };
  /** Default: the usual terms of payment, price list A, and nothing else. */
  readonly registers?: RegisterSettings;
  /** Default false. */
  readonly easyVat?: boolean;
  /** Default true. */
  readonly hasBankDetails?: boolean;
  /** Whether an invoice must be in its customer's currency. Default false. */
  readonly customerCurrencyBinds?: boolean;
  /**
   * How long a new invoice is missing from lists and searches, in real time. Default 0. Nothing that Fortnox documents
   * promises that what was just written is found at once.
   */
  readonly searchLagMs?: number;
  readonly roundToWholeKrona?: boolean;
  readonly accountingMethod?: AccountingMethod;
  /** Dates up to and including this one are locked. */
  readonly lockedUntil?: string | null;
  readonly firstDocumentNumber?: number;
  /** The calendar that documents are dated by; tokens and limits run on real time. */
  readonly now?: () => Date;
}

export interface NewArticle {
  readonly articleNumber: string;
  readonly description: string;
  readonly stockGoods?: boolean;
  /** What is in stock at the first stock point. */
  readonly quantity?: number;
}

const DEFAULT_ACCOUNTS = [
  1510, 1580, 1910, 1920, 1930, 1940, 2611, 2621, 2631, 3000, 3001, 3002, 3003, 3004, 3105, 3106, 3108, 3520, 3540,
  3590, 3740,
];
const DEFAULT_MODES: readonly ModeOfPayment[] = [
  { code: 'BG', account: 1930 },
  { code: 'KLARNA', account: 1580 },
  { code: 'CARD', account: 1580 },
  { code: 'CASH', account: 1910 },
];

/** Kronor for one unit, for currencies that Fortnox would keep up to date by itself; others begin at 1. */
const RATES: Readonly<Record<string, number>> = { SEK: 1, EUR: 11.25, NOK: 0.97, DKK: 1.51, USD: 10.4, GBP: 13.2 };

export function createTenant(settings: TenantSettings): Tenant {
  const now = settings.now ?? (() => new Date());
  const { stockPoints = [{ code: 'HL', name: 'Huvudlager' }], ...warehouse } = settings.warehouse ?? {};
  const customers = settings.customers ?? [{ customerNumber: '1', name: 'Webbkund' }];
  const tenant: Tenant = {
    id: settings.tenantId ?? '123456',
    now,
    baseUrl: '',
    vatRates: new Set((settings.vatRates ?? SWEDISH_VAT_RATES).map((percent) => Math.round(percent * 100))),
    currencies: new Map((settings.currencies ?? ['SEK', 'EUR']).map((code) => [code, rateOf(code)])),
    accounts: new Map((settings.accounts ?? DEFAULT_ACCOUNTS).map((account) => [account, { active: true }])),
    modesOfPayment: new Map((settings.modesOfPayment ?? DEFAULT_MODES).map(({ code, account }) => [code, account])),
    registers: createRegisters(settings.registers),
    fiscalYears: (settings.fiscalYears ?? calendarYears(now())).map((year, index) => ({ id: index + 1, ...year })),
    customers: new Map(),
    usedCustomerNumbers: new Set(),
    articles: new Map(),
    invoices: new Map(),
    payments: new Map(),
    stock: stockLedger(),
    stockPoints: stockPoints.map((point) => ({ id: crypto.randomUUID(), active: true, ...point })),
    stockDocuments: new Map(),
    stockDocumentTypes: new Map(),
    warehouse: { activated: false, allowNegativeStock: false, mustBeReady: 'stockRows', ...warehouse },
    sequences: { document: settings.firstDocumentNumber ?? 1, row: 1, payment: 1, vouchers: new Map() },
    lockedUntil: settings.lockedUntil ?? null,
    roundToWholeKrona: settings.roundToWholeKrona ?? false,
    accountingMethod: settings.accountingMethod ?? 'ACCRUAL',
    easyVat: settings.easyVat ?? false,
    hasBankDetails: settings.hasBankDetails ?? true,
    customerCurrencyBinds: settings.customerCurrencyBinds ?? false,
    searchLagMs: settings.searchLagMs ?? 0,
  };
  for (const { customerNumber, name, email } of customers) {
    putCustomer(tenant, { CustomerNumber: customerNumber, Name: name, ...(email !== undefined && { Email: email }) });
  }
  for (const article of settings.articles ?? []) putArticle(tenant, article);
  return tenant;
}

export function rateOf(currency: string): number {
  return RATES[currency] ?? 1;
}

export function putCustomer(tenant: Tenant, customer: CustomerFields & { CustomerNumber: string }): void {
  tenant.usedCustomerNumbers.add(customer.CustomerNumber);
  tenant.customers.set(customer.CustomerNumber, customer);
}

/** Adds an article, or replaces what is said of it; the quantity is what is then in stock at the first stock point. */
export function putArticle(tenant: Tenant, article: NewArticle): void {
  const { articleNumber, description, stockGoods = false, quantity } = article;
  tenant.articles.set(articleNumber, {
    ArticleNumber: articleNumber,
    Description: description,
    StockGoods: stockGoods,
    Type: stockGoods ? 'STOCK' : 'SERVICE',
  });
  if (quantity !== undefined) setStock(tenant, articleNumber, Math.round(quantity * 100));
}

/** Counts what is in stock, at a stock point or, without one, at the first. */
export function setStock(
  tenant: Tenant,
  articleNumber: string,
  quantityHundredths: number,
  stockPointCode = tenant.stockPoints[0]?.code ?? '',
): void {
  tenant.stock.set(articleNumber, stockPointCode, quantityHundredths, { date: today(tenant), cause: 'stocktaking' });
}

const SWEDISH_DATE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short' });
const SWEDISH_TIME = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** Fortnox's dates are Swedish: `YYYY-MM-DD`. */
export function today(tenant: Tenant): string {
  return SWEDISH_DATE.format(tenant.now());
}

/** `YYYY-MM-DD HH:MM`, as `lastmodified` is compared. */
export function timestamp(tenant: Tenant): string {
  return SWEDISH_TIME.format(tenant.now());
}

function calendarYears(now: Date): { fromDate: string; toDate: string }[] {
  return [3, 2, 1, 0]
    .map((yearsAgo) => now.getUTCFullYear() - yearsAgo)
    .map((year) => ({ fromDate: `${year}-01-01`, toDate: `${year}-12-31` }));
}
