/** Goods that orders in tests are made of. Prices are in the order's currency, VAT included. */
export const JACKET = {
  sku: 'JKT-M',
  productName: 'Jacket',
  quantity: 1,
  unitPrice: 1249.5,
  taxPercent: 25,
  warehouse: 'Stockholm',
};

/** Three for 100.00: no unit price gives that, so invoice rows must be split. */
export const SHIRTS = {
  sku: 'TEE-M',
  productName: 'T-shirt',
  quantity: 3,
  unitPrice: 33.33,
  lineValue: 100,
  taxPercent: 25,
  warehouse: 'Stockholm',
};
