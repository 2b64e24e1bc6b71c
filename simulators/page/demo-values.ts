/**
 * Fixed and harmless: they open nothing but these simulators, and `simulators/shipledger.yaml` has the same ones, so that a
 * newcomer has nothing to copy.
 */
export const CENTRA_TOKEN = 'simulated-centra-token';
export const WEBHOOK_SECRET = 'simulated-webhook-secret';
export const FORTNOX_LOGIN = {
  clientId: 'simulated-client',
  clientSecret: 'simulated-client-secret',
  tenantId: '123456',
} as const;

export const DEFAULT_PORTS = { page: 4000, centra: 4010, fortnox: 4020 } as const;
export const DEFAULT_WEBHOOK_URL = 'http://127.0.0.1:8080/webhooks/centra/acme';

/** Named as Centra's warehouses. */
export const STOCK_POINTS = [
  { code: 'STHLM', name: 'Stockholm' },
  { code: 'BORAS', name: 'Borås' },
] as const;

/** What gift cards that were sold are booked on until they are used; a new company has no such account. */
export const GIFT_CARD_ACCOUNT = 2421;
/** How an invoice is paid that a gift card pays; a new company has no such mode of payment. */
export const GIFT_CARD_MODE = 'GIFT';

/** The company that the simulated Fortnox begins with. */
export const COMPANY = {
  vatRates: [25, 19, 12, 6, 0],
  currencies: ['SEK', 'EUR', 'NOK'],
  customers: [
    { customerNumber: '1', name: 'Web customers' },
    { customerNumber: '10', name: 'Web customers Sweden' },
    { customerNumber: '11', name: 'Web customers Germany' },
    { customerNumber: '12', name: 'Web customers Norway' },
  ],
  firstDocumentNumber: 2001,
} as const;
