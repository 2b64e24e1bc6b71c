import { afterEach, describe, expect, it } from 'vitest';
import type { Behaviour } from '../../../simulators/centra/behaviour.ts';
import type { PlaceOrderInput } from '../../../simulators/centra/control-contract.ts';
import type { SalesMaterial } from '../../../src/domain/sales-material.ts';
import { JACKET, SHIRTS } from '../../support/goods.ts';
import { simulatedCentra, type SimulatedCentra } from './simulated.ts';

let shop: SimulatedCentra | undefined;
afterEach(() => shop?.stop());

const BOOK = { ...JACKET, sku: 'BOOK', productName: 'Lookbook', unitPrice: 99, taxPercent: 6 };
const rowsOf = ({ lines }: SalesMaterial) =>
  lines.map(({ kind, valueMinor, vatMinor }) => [kind, valueMinor, vatMinor]);
const sumOf = ({ lines, pricesIncludeVat }: SalesMaterial) =>
  lines.reduce((sum, { valueMinor, vatMinor }) => sum + valueMinor + (pricesIncludeVat ? 0 : vatMinor), 0);

type Variant = Partial<Behaviour> & { readonly unconfirmedNames?: 'present' | 'absent' };

/** The material of an order that is sent in one parcel, and what Centra says the parcel comes to. */
async function materialOf(order: PlaceOrderInput, variant: Variant = {}) {
  await shop?.stop();
  shop = await simulatedCentra(variant);
  const { number } = await shop.control.placeOrder(order);
  const seen = async () => (await shop?.centra.observeOrder(number, []))?.shipments.at(-1);
  // A gift certificate is sent by itself.
  const shipmentId = (await seen())?.shipmentId ?? (await shop.control.createShipment(number, { isGoodToGo: true })).id;
  return {
    material: await shop.centra.shipmentMaterial(shipmentId),
    totalMinor: (await seen())?.totalMinor,
    shipmentId,
    ...shop,
  };
}

/** Sent, captured, and all of it back. */
async function returned(order: PlaceOrderInput, back: object = {}) {
  const { control, centra, shipmentId } = await materialOf(order);
  await control.captureShipment(shipmentId);
  await control.shipShipment(shipmentId);
  const { id } = await control.createReturn(shipmentId, back);
  return centra.returnMaterial(id);
}

describe.each(['present', 'absent'] as const)('where Shipment.totals is %s, what is invoiced', (unconfirmedNames) => {
  it('is goods, freight, fee and voucher, which come to the parcel’s total', async () => {
    const { material, totalMinor } = await materialOf(
      { lines: [JACKET, SHIRTS, BOOK], shippingCost: 49, handlingCost: 19, discount: 100 },
      { unconfirmedNames },
    );
    expect(sumOf(material)).toBe(totalMinor);
    expect(totalMinor).toBe(124_950 + 10_000 + 9_900 + 4_900 + 1_900 - 10_000);
    const kinds = new Set(material.lines.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      unconfirmedNames === 'present'
        ? ['product', 'shipping', 'handling', 'discount']
        : ['product', 'shipping', 'discount'],
    );
  });

  it('is a line’s value where that is not the units’ price', async () => {
    const { material } = await materialOf({ lines: [SHIRTS] }, { unconfirmedNames });
    expect(material.lines).toMatchObject([{ quantity: 3, unitMinor: 3_333, valueMinor: 10_000, vatMinor: 2_000 }]);
  });

  it('is without VAT for export, however Centra lists what it takes off again', async () => {
    for (const deductedTaxIsListedAsIncluded of [false, true]) {
      const { material, totalMinor } = await materialOf(
        { country: 'NO', tax: 'deducted', lines: [JACKET, SHIRTS], shippingCost: 49 },
        { unconfirmedNames, deductedTaxIsListedAsIncluded },
      );
      expect(material).toMatchObject({ vatMinor: 0, totalMinor, countryCode: 'NO' });
      expect(rowsOf(material)).toEqual([
        ['product', 99_960, 0],
        ['product', 8_000, 0],
        ['shipping', 3_920, 0],
      ]);
      expect(material.lines.map(({ vatPercent }) => vatPercent)).toEqual([0, 0, 0]);
    }
  });

  it('is taxed by rules that stack where tax is added, as in the United States', async () => {
    const lines = [{ ...JACKET, unitPrice: 100, taxPercent: 8.875, taxRules: stacked(4, 4.875) }];
    const order = { country: 'US', currency: 'USD', tax: 'added', lines } as const;
    const { material, totalMinor } = await materialOf(order, { unconfirmedNames });
    expect(material).toMatchObject({ totalMinor, currency: 'USD' });
    expect(totalMinor).toBe(10_888);
    expect(material.lines).toMatchObject([{ vatMinor: 888, vatPercent: 8.875 }]);
  });

  it('is a bundle once, in whichever of three ways Centra lists it', async () => {
    const bundleItems = [
      { sku: 'CAP', productName: 'Cap', quantity: 1, price: 100 },
      { sku: 'SCARF', productName: 'Scarf', quantity: 2, price: 50 },
    ];
    for (const bundleLines of ['headerAndItems', 'header', 'items'] as const) {
      const order = { lines: [{ ...JACKET, sku: 'SET', quantity: 2, unitPrice: 150, bundleItems }, SHIRTS] };
      const { material, totalMinor } = await materialOf(order, { unconfirmedNames, bundleLines });
      expect(sumOf(material)).toBe(totalMinor);
      expect(totalMinor).toBe(30_000 + 10_000);
      expect(material.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual(
        bundleLines === 'header'
          ? [
              ['SET', 2],
              ['TEE-M', 3],
            ]
          : [
              ['CAP', 2],
              ['SCARF', 4],
              ['TEE-M', 3],
            ],
      );
    }
  });
});

const stacked = (...percents: readonly number[]) => percents.map((percent, at) => ({ name: `Tax ${at}`, percent }));

describe('the material of an invoice', () => {
  it('has a voucher’s share on each parcel, however Centra shares it out', async () => {
    for (const discountSplit of ['allRemaining', 'proportional'] as const) {
      await shop?.stop();
      shop = await simulatedCentra({ discountSplit });
      const { control, centra } = shop;
      const order = await control.placeOrder({ lines: [JACKET, SHIRTS], discount: 100, shippingCost: 49 });
      const materials = [];
      for (const { id, quantity } of order.lines) {
        const parcel = await control.createShipment(order.number, { lines: [{ lineId: id, quantity }] });
        materials.push(await centra.shipmentMaterial(parcel.id));
      }
      const discounts = materials.flatMap(({ lines }) => lines.filter(({ kind }) => kind === 'discount'));
      expect(discounts.reduce((sum, { valueMinor }) => sum + valueMinor, 0)).toBe(-10_000);
      expect(discounts).toHaveLength(discountSplit === 'allRemaining' ? 1 : 2);
      expect(materials.reduce((sum, { totalMinor }) => sum + totalMinor, 0)).toBe(124_950 + 10_000 + 4_900 - 10_000);
    }
  });

  it('has a gift certificate that is sold as no goods: no SKU, no warehouse', async () => {
    const certificate = { ...BOOK, kind: 'giftCertificate', sku: 'GIFT', unitPrice: 500, taxPercent: 0 } as const;
    const { material } = await materialOf({ lines: [certificate] });
    expect(material.lines).toMatchObject([
      { kind: 'giftCertificate', valueMinor: 50_000, vatMinor: 0, warehouses: [] },
    ]);
    expect(material.lines[0]).not.toHaveProperty('sku');
  });

  it('has amounts in the minor unit of its currency, be it the whole, a hundredth or a thousandth', async () => {
    const lines = [{ ...JACKET, unitPrice: 1250, taxPercent: 10 }];
    for (const [currency, totalMinor, vatMinor] of [
      ['JPY', 1_250, 114],
      ['EUR', 125_000, 11_364],
      ['KWD', 1_250_000, 113_636],
    ] as const) {
      const { material } = await materialOf({ currency, currencyBaseRate: 0.07, lines });
      expect(material).toMatchObject({ currency, currencyRate: 0.07, totalMinor, vatMinor });
    }
  });

  it('has the buyer’s address for the bill and the parcel’s for the goods, whose country decides', async () => {
    const { material } = await materialOf({
      country: 'DE',
      customer: { firstName: 'Jon', lastName: 'Snow', email: 'jon@example.com', city: 'Stockholm' },
      deliveryAddress: { firstName: 'Arya', lastName: 'Stark', address1: 'Allee 1', zipCode: '10115', city: 'Berlin' },
      lines: [{ ...JACKET, taxPercent: 19 }],
    });
    expect(material.countryCode).toBe('DE');
    expect(material.customer).toMatchObject({
      name: 'Jon Snow',
      email: 'jon@example.com',
      billing: { city: 'Stockholm' },
      delivery: { name: 'Arya Stark', address1: 'Allee 1', zipCode: '10115', city: 'Berlin', countryCode: 'DE' },
    });
  });

  it('says so while the order is on hold or waits for its payment', async () => {
    const { material } = await materialOf({ lines: [JACKET] });
    expect(material.isHeld).toBe(false);
    const { control, centra, shipmentId } = await materialOf({ lines: [JACKET] });
    await control.holdOrder(material.orderNumber, true);
    expect((await centra.shipmentMaterial(shipmentId)).isHeld).toBe(true);
  });
});

describe('the material of a credit', () => {
  it('says whether the goods are back for sale, and where', async () => {
    const back = await returned({ lines: [JACKET] });
    expect(back).toMatchObject({ returnsToStock: true, lines: [{ warehouses: [{ warehouse: 'Stockholm' }] }] });
    const gone = await returned({ lines: [JACKET] }, { restock: 'remove' });
    expect(gone.returnsToStock).toBe(false);
    const elsewhere = await returned({ lines: [JACKET] }, { restock: { warehouse: 'Outlet' } });
    expect(elsewhere).toMatchObject({ returnsToStock: true, lines: [{ warehouses: [{ warehouse: 'Outlet' }] }] });
  });

  it('of charges only has no goods', async () => {
    const order = { lines: [JACKET], shippingCost: 49, handlingCost: 19 };
    const back = await returned(order, { lines: [], shippingCost: 'fromShipment', handlingCost: 9 });
    expect(rowsOf(back)).toEqual([
      ['shipping', 4_900, 980],
      ['handling', 900, 180],
    ]);
    expect(back.totalMinor).toBe(5_800);
  });

  it('gives back what was paid: the voucher’s part is taken off, and a fee', async () => {
    const order = { lines: [JACKET], discount: 100, shippingCost: 49 };
    const back = await returned(order, { discount: 'fromShipment', shippingCost: 'fromShipment', returnCost: 29 });
    expect(rowsOf(back)).toEqual([
      ['product', 124_950, 24_990],
      ['shipping', 4_900, 980],
      ['discount', -10_000, -2_000],
      ['returnFee', -2_900, -580],
    ]);
  });
});
