/** What both sides of a shop are set up with, and how the one stands for the other. The audit expects exactly this. */

export interface Rate {
  readonly vatPercent: number;
  readonly account: number;
}

export interface Market {
  readonly country: string;
  readonly currency: string;
  readonly rates: readonly [Rate, ...Rate[]];
  /** What prices are divided by, to be of about the same worth everywhere. */
  readonly worth: number;
}

export const MARKETS = {
  SE: {
    country: 'SE',
    currency: 'SEK',
    worth: 1,
    rates: [
      { vatPercent: 25, account: 3001 },
      { vatPercent: 12, account: 3002 },
      { vatPercent: 6, account: 3003 },
    ],
  },
  DE: { country: 'DE', currency: 'EUR', worth: 11, rates: [{ vatPercent: 19, account: 3106 }] },
  /** The company forgets to set up this rate. */
  FI: { country: 'FI', currency: 'EUR', worth: 11, rates: [{ vatPercent: 25.5, account: 3107 }] },
  NO: { country: 'NO', currency: 'NOK', worth: 1, rates: [{ vatPercent: 0, account: 3105 }] },
  DK: { country: 'DK', currency: 'DKK', worth: 1.5, rates: [{ vatPercent: 25, account: 3108 }] },
} as const satisfies Record<string, Market>;

export const FORGOTTEN_VAT_PERCENT = MARKETS.FI.rates[0].vatPercent;

export const ACCOUNTS = {
  shipping: 3520,
  discount: 3731,
  returnFee: 3590,
  giftCertificate: 2421,
  rounding: 3740,
} as const;

/** Minor units that a wholesale document may be rounded by, to come to Centra's total. */
export const MOST_ROUNDING_MINOR = 5;

export const MODES_OF_PAYMENT = { provider: 'KLARNA', giftCard: 'GIFT' } as const;
export const PAYMENT_METHOD = 'klarna';

/** Centra's warehouses, and Fortnox's stock points. */
export const STOCK_POINTS = { Stockholm: 'STHLM', Borås: 'BORAS' } as const;
export type WarehouseName = keyof typeof STOCK_POINTS;
export const WAREHOUSES = Object.keys(STOCK_POINTS) as WarehouseName[];

export const SKUS = Array.from({ length: 20 }, (_, at) => `SKU-${String(at + 1).padStart(2, '0')}`);
export const UNITS_IN_STOCK = 100_000;

const goodsAccounts = Object.values(MARKETS).flatMap((market) => market.rates.map(({ account }) => account));

/** The simulated Fortnox company as it is at the start. */
export const COMPANY = {
  vatRates: [25, 19, 12, 6, 0],
  currencies: ['SEK', 'EUR', 'NOK', 'DKK'],
  customers: [{ customerNumber: '1', name: 'Web customers' }],
  accounts: [1510, 1580, 1910, 1920, 1930, 1940, 2611, 2621, 2631, 3000, ...goodsAccounts, ...Object.values(ACCOUNTS)],
  modesOfPayment: [
    { code: MODES_OF_PAYMENT.provider, account: 1580 },
    { code: MODES_OF_PAYMENT.giftCard, account: ACCOUNTS.giftCertificate },
  ],
  articles: SKUS.map((articleNumber) => ({ articleNumber, description: articleNumber, stockGoods: true })),
  warehouse: {
    activated: true,
    stockPoints: Object.entries(STOCK_POINTS).map(([name, code]) => ({ code, name })),
  },
} as const;

/** The same, as Shipledger's config has it. */
export const POLICY = {
  stock: { mode: 'document' },
  complete: { returnsWindowDays: 0 },
  wholesale: { invoice: { trigger: 'shipped' } },
  mapping: {
    customers: { default: '1' },
    salesAccounts: Object.values(MARKETS).flatMap(({ country, rates }) =>
      rates.map(({ vatPercent, account }) => ({ country, vatPercent, account })),
    ),
    shippingAccount: ACCOUNTS.shipping,
    discountAccount: ACCOUNTS.discount,
    returnFeeAccount: ACCOUNTS.returnFee,
    giftCertificateAccount: ACCOUNTS.giftCertificate,
    roundingAccount: ACCOUNTS.rounding,
    maxRoundingMinor: MOST_ROUNDING_MINOR,
    payments: { [PAYMENT_METHOD]: { modeOfPayment: MODES_OF_PAYMENT.provider } },
    giftCardPayment: { modeOfPayment: MODES_OF_PAYMENT.giftCard },
    stockPoints: STOCK_POINTS,
  },
} as const;
