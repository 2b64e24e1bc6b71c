import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../../../domain/problems.ts';
import type { SetUpFinding } from '../erp.ts';
import type { FortnoxMapping, PaymentMapping } from './mapping.ts';
import type { SetUpCheck } from './set-up-check.ts';

/** A register of Fortnox that the mapping names entries of. */
interface Register {
  /** What an entry is called: `account`. */
  readonly noun: string;
  readonly path: string;
  /** What an answer holds the entry under. */
  readonly wrap: string;
  /** The problem that a document has for which an entry is missing. */
  readonly problem: ProblemCode;
  /** The entries that the mapping names, with where it does. */
  readonly named: (mapping: FortnoxMapping) => readonly Named[];
}

/** A value, and the setting below `policy.mapping` that names it. */
type Named = readonly [value: string | number | undefined, setting: string];

const REGISTERS: readonly Register[] = [
  {
    noun: 'account',
    path: '/3/accounts',
    wrap: 'Account',
    problem: 'accountMissing',
    named: (mapping) => [
      ...mapping.salesAccounts.map(({ account }): Named => [account, 'salesAccounts']),
      ...Object.entries(mapping).flatMap(([setting, value]): Named[] =>
        setting.endsWith('Account') && typeof value === 'number' ? [[value, setting]] : [],
      ),
      ...paymentsIn(mapping).map(([{ account }, setting]): Named => [account, setting]),
    ],
  },
  {
    noun: 'customer',
    path: '/3/customers',
    wrap: 'Customer',
    problem: 'customerMissing',
    named: ({ customers }) => [
      [customers.default, 'customers.default'],
      ...Object.entries(customers.byCountry).map(([c, number]): Named => [number, `customers.byCountry.${c}`]),
    ],
  },
  {
    noun: 'mode of payment',
    path: '/3/modesofpayments',
    wrap: 'ModeOfPayment',
    problem: 'paymentModeMissing',
    named: (mapping) => paymentsIn(mapping).map(([{ modeOfPayment }, setting]): Named => [modeOfPayment, setting]),
  },
  {
    noun: 'payment term',
    path: '/3/termsofpayments',
    wrap: 'TermsOfPayment',
    problem: 'paymentTermsMissing',
    named: (mapping) => paymentsIn(mapping).map(([{ termsOfPayment }, setting]): Named => [termsOfPayment, setting]),
  },
  {
    noun: 'cost centre',
    path: '/3/costcenters',
    wrap: 'CostCenter',
    problem: 'costCenterMissing',
    named: ({ costCenter }) => [[costCenter, 'costCenter']],
  },
  {
    noun: 'project',
    path: '/3/projects',
    wrap: 'Project',
    problem: 'projectMissing',
    named: ({ project }) => [[project, 'project']],
  },
];

/** One check for each register: every entry that the mapping names is there and in use; each is read once. */
export const checkRegisters: readonly SetUpCheck[] = REGISTERS.map((register) => async (client, { mapping }) => {
  const { noun, path, wrap, problem, named } = register;
  const answer = z.object({ [wrap]: z.object({ Active: z.boolean().nullish(), Status: z.string().nullish() }) });
  const found: SetUpFinding[] = [];
  for (const [value, setting] of firstOfEach(named(mapping))) {
    const entry = (
      await client.find({
        method: 'GET',
        path: `${path}/${encodeURIComponent(value)}`,
        isWrite: false,
        answer,
        otherwise: 'erpRefused',
      })
    )?.[wrap];
    const why = entry ? whyUnusable(entry) : 'does not exist';
    if (why === undefined) continue;
    found.push({
      level: 'warning',
      subject: `${noun} ${value}`,
      text: `the ${noun} ${value}, which policy.mapping.${setting} names, ${why} in Fortnox`,
      remedy: PROBLEMS[problem].remedy,
    });
  }
  return found;
});

function whyUnusable({ Active, Status }: { Active?: boolean | null | undefined; Status?: string | null | undefined }) {
  if (Active === false) return 'is inactive';
  return Status === 'COMPLETED' ? 'is closed' : undefined;
}

function paymentsIn({ payments, defaultPayment, giftCardPayment }: FortnoxMapping): [PaymentMapping, string][] {
  return [
    ...Object.entries(payments).map(([method, payment]): [PaymentMapping, string] => [payment, `payments.${method}`]),
    ...(defaultPayment ? [[defaultPayment, 'defaultPayment'] as [PaymentMapping, string]] : []),
    ...(giftCardPayment ? [[giftCardPayment, 'giftCardPayment'] as [PaymentMapping, string]] : []),
  ];
}

function firstOfEach(named: readonly Named[]): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [value, setting] of named) {
    if (value !== undefined && !settings.has(String(value))) settings.set(String(value), setting);
  }
  return settings;
}
