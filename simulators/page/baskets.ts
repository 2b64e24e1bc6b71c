import type { OrderLineInput, PlaceOrderInput } from '../centra/control-contract.ts';

/** Where the shop sells: Sweden, the EU by its one-stop shop, and a country that nothing is taxed for. */
export const MARKETS = {
  SE: { currency: 'SEK', taxPercent: 25, inKronor: 1 },
  DE: { currency: 'EUR', taxPercent: 19, inKronor: 11.25 },
  NO: { currency: 'NOK', taxPercent: 0, inKronor: 0.97 },
} as const;

export type MarketCode = keyof typeof MARKETS;

/** What goes into an order, in kronor, with the market's tax unless it has its own. */
type Line = Omit<OrderLineInput, 'taxPercent'> & { readonly taxPercent?: number };

export interface Basket {
  readonly label: string;
  readonly description: string;
  readonly lines: readonly Line[];
  readonly more?: Pick<
    PlaceOrderInput,
    'type' | 'shippingCost' | 'discount' | 'giftCard' | 'customer' | 'confirm' | 'waitingForPayment'
  >;
}

const JACKET: Line = {
  sku: 'JKT-BLK-M',
  productName: 'Jacket',
  variantName: 'Black',
  size: 'M',
  quantity: 1,
  unitPrice: 1249.5,
  warehouse: 'Stockholm',
};
/** No unit price makes 100.00 of three. */
const SHIRTS: Line = {
  sku: 'TEE-WHT-M',
  productName: 'T-shirt',
  variantName: 'White',
  size: 'M',
  quantity: 3,
  unitPrice: 33.33,
  lineValue: 100,
  warehouse: 'Borås',
};

export const BASKETS = {
  jacket: {
    label: 'One jacket',
    description: 'The plainest order there is.',
    lines: [JACKET],
  },
  parcels: {
    label: 'Two parcels',
    description: 'A jacket in Stockholm, T-shirts in Borås: pack them one by one.',
    lines: [JACKET, SHIRTS],
  },
  discount: {
    label: 'Discount, freight',
    description: 'A voucher of 100, freight of 49, three T-shirts for 100.',
    lines: [JACKET, { ...SHIRTS, warehouse: 'Stockholm' }],
    more: { shippingCost: 49, discount: 100 },
  },
  'gift-card': {
    label: 'Paid by gift card',
    description: 'A gift card pays 500 of the jacket, the payment provider the rest.',
    lines: [JACKET],
    more: { giftCard: 500 },
  },
  'gift-certificate': {
    label: 'Buys a gift card',
    description: 'Nothing is packed: Centra sends it at once.',
    lines: [
      {
        kind: 'giftCertificate',
        sku: 'GIFT-500',
        productName: 'Gift card',
        quantity: 1,
        unitPrice: 500,
        taxPercent: 0,
      },
    ],
  },
  bundle: {
    label: 'A bundle',
    description: 'A jacket and two T-shirts for one price.',
    lines: [
      {
        sku: 'BUNDLE-1',
        productName: 'Winter set',
        quantity: 1,
        unitPrice: 1299,
        warehouse: 'Stockholm',
        bundleItems: [
          { sku: JACKET.sku, productName: JACKET.productName, quantity: 1, price: 1249.5 },
          { sku: SHIRTS.sku, productName: SHIRTS.productName, quantity: 2, price: 33.33 },
        ],
      },
    ],
  },
  wholesale: {
    label: 'Wholesale',
    description: 'Ten jackets to a company, paid on terms.',
    lines: [{ ...JACKET, quantity: 10, unitPrice: 500 }],
    more: { type: 'wholesale', customer: { companyName: 'Borås Kläder AB', vatNumber: 'SE556000016701' } },
  },
  waiting: {
    label: 'Not paid yet',
    description: 'One jacket; the order waits for the customer to pay.',
    lines: [JACKET],
    more: { waitingForPayment: true },
  },
  pending: {
    label: 'To be confirmed',
    description: 'One jacket; somebody has to confirm the order.',
    lines: [JACKET],
    more: { confirm: false },
  },
} as const satisfies Record<string, Basket>;

export type BasketName = keyof typeof BASKETS;

/** The order for a basket: its prices in the market's money, with the market's tax. */
export function orderFor(basket: Basket, country: MarketCode, payment: 'sync' | 'async'): PlaceOrderInput {
  const { currency, taxPercent, inKronor } = MARKETS[country];
  const price = (kronor: number): number => Math.round((kronor / inKronor) * 100) / 100;
  const { shippingCost, discount, giftCard, ...more } = basket.more ?? {};
  return {
    ...more,
    country,
    currency,
    payment,
    paymentMethod: 'klarna',
    ...(shippingCost !== undefined && { shippingCost: price(shippingCost) }),
    ...(discount !== undefined && { discount: price(discount) }),
    ...(giftCard !== undefined && { giftCard: price(giftCard) }),
    lines: basket.lines.map(({ lineValue, bundleItems, ...line }) => ({
      taxPercent,
      ...line,
      unitPrice: price(line.unitPrice),
      ...(lineValue !== undefined && { lineValue: price(lineValue) }),
      ...(bundleItems !== undefined && {
        bundleItems: bundleItems.map((item) => ({ ...item, price: price(item.price) })),
      }),
    })),
  };
}
