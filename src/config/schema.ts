import * as z from 'zod';
import { SHIPMENT_TRIGGERS } from '../domain/policy.ts';

/**
 * What a config file may say. Own messages begin with "must" and say what is allowed; `explain.ts` says what was found.
 */

/** A group of keys, strict about others. Left out it counts as empty, so that a missing key is named, not its group. */
function group<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape).prefault({} as never);
}

const whole = (min: number, max: number): z.ZodInt => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const text = z.string().min(1, 'must not be empty');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
// Far below the time an activity has (4 minutes), in which a call may wait for its turn and follow another one.
const timeoutMs = whole(1_000, 30_000).default(20_000);
const account = whole(1_000, 9_999);
const country = z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1 alpha-2)');

const temporal = group({
  address: z.string().regex(/^[^\s/]+:\d+$/, 'must be host:port'),
  namespace: text.default('default'),
  tls: z.boolean().optional(),
  apiKey: text.optional(),
});

const database = z
  .strictObject({
    url: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
    directory: text.optional(),
  })
  .transform(({ url, directory }, context) => {
    if (url !== undefined && directory === undefined) return { url };
    if (directory !== undefined && url === undefined) return { directory };
    context.addIssue({
      code: 'custom',
      message: 'must have either url (PostgreSQL) or directory (embedded, for one process)',
    });
    return z.NEVER;
  })
  .prefault({});

const role = z.enum(['viewer', 'operator', 'admin']);

const api = group({
  host: text.default('127.0.0.1'),
  port: whole(0, 65_535),
  tokens: z
    .array(z.strictObject({ name: text, role, token: z.string().min(16, 'must have at least 16 characters') }))
    .refine((tokens) => isDistinct(tokens.map(({ name }) => name)), 'must have a name of its own for each token')
    .refine((tokens) => isDistinct(tokens.map(({ token }) => token)), 'must not use a token twice')
    .default([]),
  webhook: group({
    toleranceSeconds: whole(1, 86_400).default(3_600),
    maxBytes: whole(1_024, 16_777_216).default(1_048_576),
  }),
});

const log = group({
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

const captureMode = z.enum(['perform', 'await', 'none']);
const captureTrigger = z.enum(['created', 'goodToGo']);
const captureOnFailure = z.enum(['alert', 'withdrawGoodToGo']);
const shipmentTrigger = z.enum(SHIPMENT_TRIGGERS);
const invoiceSend = z.enum(['none', 'email', 'print']);
const invoiceLockedPeriod = z.enum(['attention', 'today']);
const payment = z.enum(['register', 'none']);
const stockMode = z.enum(['document', 'invoice', 'off']);
const returnsWindowDays = whole(0, 3_650);

const wholesale = z.strictObject({
  capture: z
    .strictObject({ mode: captureMode, trigger: captureTrigger, onFailure: captureOnFailure })
    .partial()
    .optional(),
  invoice: z
    .strictObject({
      trigger: shipmentTrigger,
      requireCapture: z.boolean(),
      send: invoiceSend,
      lockedPeriod: invoiceLockedPeriod,
    })
    .partial()
    .optional(),
  payment: payment.optional(),
  stock: z.strictObject({ trigger: shipmentTrigger, mode: stockMode }).partial().optional(),
  complete: z.strictObject({ returnsWindowDays }).partial().optional(),
});

const paymentMapping = z.strictObject({
  modeOfPayment: text,
  account: account.optional(),
  termsOfPayment: text.optional(),
  paymentWay: z.enum(['CASH', 'CARD', 'AG']).optional(),
});
const giftCardPayment = paymentMapping.pick({ modeOfPayment: true, account: true });

const customers = z
  .strictObject({
    mode: z.enum(['collective', 'perCustomer']).default('collective'),
    prefix: z
      .string()
      .regex(/^[A-Z0-9]{1,12}$/, 'must be 1 to 12 capital letters and digits')
      .optional(),
    default: text.optional(),
    byCountry: z.record(country, text).default({}),
  })
  .superRefine(({ mode, prefix, default: collective }, context) => {
    if (mode === 'collective' && collective === undefined) {
      context.addIssue({ code: 'custom', path: ['default'], message: 'must be text with mode collective' });
    }
    if (mode === 'collective' && prefix !== undefined) {
      context.addIssue({ code: 'custom', path: ['prefix'], message: 'must be left out with mode collective' });
    }
  })
  .prefault({});

// Within what Fortnox keeps of a row's text.
const rowText = text.max(255, 'must have at most 255 characters').optional();
const texts = z.strictObject({
  shipping: rowText,
  handling: rowText,
  discount: rowText,
  returnFee: rowText,
  giftCertificate: rowText,
  rounding: rowText,
});

const mapping = group({
  customers,
  texts: texts.optional(),
  articles: z.enum(['none', 'sku']).default('none'),
  salesAccounts: z
    .array(
      z.strictObject({
        country: z.string().regex(/^([A-Z]{2}|\*)$/, 'must be two capital letters (ISO 3166-1 alpha-2), EU or *'),
        vatPercent: z.number().min(0, 'must be 0 to 100').max(100, 'must be 0 to 100'),
        account,
      }),
    )
    .min(1, 'must have at least one entry')
    .default([]),
  salesAccountsFile: text.optional(),
  shippingAccount: account.optional(),
  handlingAccount: account.optional(),
  discountAccount: account.optional(),
  returnFeeAccount: account.optional(),
  giftCertificateAccount: account.optional(),
  roundingAccount: account.optional(),
  maxRoundingMinor: whole(0, 100).default(5),
  payments: z.record(z.string(), paymentMapping).default({}),
  defaultPayment: paymentMapping.optional(),
  giftCardPayment: giftCardPayment.optional(),
  stockPoints: z.record(z.string(), text).default({}),
  costCenter: text.optional(),
  project: text.optional(),
});

const policy = group({
  capture: group({
    mode: captureMode.default('perform'),
    trigger: captureTrigger.default('goodToGo'),
    onFailure: captureOnFailure.default('alert'),
  }),
  invoice: group({
    trigger: shipmentTrigger.default('goodToGo'),
    requireCapture: z.boolean().default(true),
    send: invoiceSend.default('none'),
    lockedPeriod: invoiceLockedPeriod.default('attention'),
  }),
  payment: payment.default('register'),
  // Whether we move stock has no default: where something else moves it too, everything would be counted twice.
  stock: group({ trigger: shipmentTrigger.default('completed'), mode: stockMode }),
  complete: group({ returnsWindowDays: returnsWindowDays.default(30) }),
  wholesale: wholesale.optional(),
  mapping,
});

const centra = group({
  url: httpUrl,
  token: text,
  webhookSecrets: z.array(text).min(1, 'must have at least one secret'),
  timeoutMs,
});

const erp = group({
  kind: z.literal('fortnox'),
  apiUrl: httpUrl,
  authUrl: httpUrl,
  auth: z.enum(['clientCredentials', 'refreshToken']).default('clientCredentials'),
  clientId: text,
  clientSecret: text,
  // With a refresh token it is not needed to log in, but to see that the log-in is to the right company.
  tenantId: text,
  refreshToken: text.optional(),
  timeoutMs,
  keyField: z.enum(['ExternalInvoiceReference1', 'ExternalInvoiceReference2']).default('ExternalInvoiceReference1'),
}).refine(({ auth, refreshToken }) => auth !== 'refreshToken' || refreshToken !== undefined, {
  path: ['refreshToken'],
  error: 'must be there with auth: refreshToken; the company’s consent gives it',
});

export const CONNECTION = z.strictObject({
  id: z
    .string()
    .regex(/^(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$/, 'must be 1 to 40 lower-case letters, digits and single hyphens'),
  key: z.string().regex(/^[a-z0-9]{1,12}$/, 'must be 1 to 12 lower-case letters and digits'),
  mode: z.enum(['observe', 'live']),
  goLive: z.iso.date('must be a date, as 2026-01-31'),
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone, as Europe/Stockholm'),
  centra,
  erp,
  policy,
});

export const CONFIG = z.strictObject({
  temporal,
  database,
  api,
  log,
  effects: group({
    lookAgainAfterSeconds: z
      .array(whole(1, 86_400))
      .min(1, 'must have at least one entry')
      .refine((seconds) => seconds.every((second, i) => i === 0 || second > (seconds[i - 1] ?? 0)), 'must grow')
      .default([60, 300, 660]),
    recover: z.boolean().default(false),
  }),
  connections: z.array(CONNECTION).min(1, 'must have at least one connection'),
});

function isDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name); // A bare offset knows no summer time.
  } catch {
    return false;
  }
}
