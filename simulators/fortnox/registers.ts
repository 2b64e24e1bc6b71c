import { refused, refusedWithUndocumentedCode } from './errors.ts';
import type { Refusal } from './answers.ts';

/** What documents and customers name by a code. */
export const REGISTER_NAMES = [
  'costCenters',
  'projects',
  'termsOfPayments',
  'termsOfDeliveries',
  'waysOfDelivery',
  'priceLists',
  'labels',
] as const;
export type RegisterName = (typeof REGISTER_NAMES)[number];

export interface RegisterEntry {
  readonly code: string;
  readonly description: string;
  /** For a project: whether it goes on. */
  readonly active: boolean;
}

export type Registers = Readonly<Record<RegisterName, Map<string, RegisterEntry>>>;

/** By default described by its code, and active. */
export type NewRegisterEntry = Pick<RegisterEntry, 'code'> & Partial<RegisterEntry>;
export type RegisterSettings = Partial<Readonly<Record<RegisterName, readonly NewRegisterEntry[]>>>;

/** Assumed: a company starts with the usual terms of payment and one price list, and keeps the rest by itself. */
const DEFAULTS: RegisterSettings = {
  termsOfPayments: ['0', '10', '15', '20', '30', '60', '90', 'K'].map((code) => ({ code })),
  priceLists: [{ code: 'A' }],
};

export function createRegisters(settings: RegisterSettings = {}): Registers {
  return byRegister(
    (name) => new Map((settings[name] ?? DEFAULTS[name] ?? []).map((entry) => [entry.code, registerEntry(entry)])),
  );
}

/** The same thing of each register. */
export function byRegister<T>(of: (name: RegisterName) => T): Readonly<Record<RegisterName, T>> {
  return Object.fromEntries(REGISTER_NAMES.map((name) => [name, of(name)])) as Record<RegisterName, T>;
}

export function registerEntry({ code, description = code, active = true }: NewRegisterEntry): RegisterEntry {
  return { code, description, active };
}

/**
 * Codes where a source has one. Those of projects and terms of payment are recorded for a look-up by number (404) and
 * assumed for a document that names them.
 */
const UNKNOWN: Readonly<Record<RegisterName, (code: string) => Refusal>> = {
  costCenters: (code) => refusedWithUndocumentedCode(`Kunde inte hämta/hitta kostnadsställe (${code})`),
  projects: () => refused(2001161, 'Kan inte hitta projektet.'),
  termsOfPayments: () => refused(2000429, 'Kan inte hitta betalningsvillkoret.'),
  termsOfDeliveries: (code) => refusedWithUndocumentedCode(`Kunde inte hämta/hitta leveransvillkor (${code})`),
  waysOfDelivery: (code) => refusedWithUndocumentedCode(`Kunde inte hämta/hitta leveranssätt (${code})`),
  priceLists: (code) => refusedWithUndocumentedCode(`Kunde inte hämta/hitta prislista (${code})`),
  labels: (code) => refusedWithUndocumentedCode(`Kunde inte hämta/hitta etikett (${code})`),
};

/** Throws for a code that is not in its register, and for a cost centre that is no longer used (2000947). */
export function checkReference(registers: Registers, name: RegisterName, code: string | undefined): void {
  if (!code) return;
  const entry = registers[name].get(code);
  if (!entry) throw UNKNOWN[name](code);
  if (name === 'costCenters' && !entry.active) throw refused(2000947, `Kostnadsstället ${code} är inte aktivt.`);
}

/** Fields of customers and documents that name an entry of a register. */
const REFERRING_FIELDS = {
  CostCenter: 'costCenters',
  Project: 'projects',
  TermsOfPayment: 'termsOfPayments',
  TermsOfDelivery: 'termsOfDeliveries',
  WayOfDelivery: 'waysOfDelivery',
  PriceList: 'priceLists',
} as const satisfies Readonly<Record<string, RegisterName>>;

export type ReferringFields = { readonly [F in keyof typeof REFERRING_FIELDS]?: string };

/** The same for all references that the fields hold. */
export function checkReferences(registers: Registers, fields: ReferringFields): void {
  for (const [field, register] of Object.entries(REFERRING_FIELDS)) {
    checkReference(registers, register, fields[field as keyof ReferringFields]);
  }
}
