import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlaceOrderInput } from '../../simulators/centra/control-contract.ts';
import type { CentraSimulatorOptions } from '../../simulators/centra/server.ts';
import { JACKET, SHIRTS, startCentra } from './centra-client.ts';

describe('amounts', () => {
  it('of a shipment are its lines, freight and fee, less the discount; later shipments carry no freight', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({
      lines: [JACKET, SHIRTS],
      shippingCost: 49,
      handlingCost: 10,
      discount: 59,
    });
    const [jacket] = order.lines;
    await control.createShipment(order.number, { lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }] });
    await control.createShipment(order.number);
    const { shipments } = await ask(`{ shipments {
      number grandTotal { value valueInCents formattedValue currency { code } } net: grandTotal(includingTax: false) { value }
      totals { shipping { value } handling { value } discounts { value } taxIncluded { value } discountTaxRules { taxIncluded { value } } }
      lines { quantity lineValue { value } unitPrice { value } appliedTaxRules { rule { taxPercent } taxIncluded { value } taxAdded { value } } }
    } }`);
    expect(shipments).toEqual([
      {
        number: `${order.number}-1`,
        grandTotal: { value: 1250, valueInCents: 125_000, formattedValue: '1 250.00 SEK', currency: { code: 'SEK' } },
        net: { value: 1000 },
        totals: {
          shipping: { value: 49 },
          handling: { value: 10 },
          discounts: { value: 59 },
          taxIncluded: { value: 250 },
          discountTaxRules: [{ taxIncluded: { value: -11.8 } }],
        },
        lines: [
          {
            quantity: 1,
            lineValue: { value: 1250 },
            unitPrice: { value: 1250 },
            appliedTaxRules: [{ rule: { taxPercent: 25 }, taxIncluded: { value: 250 }, taxAdded: { value: 0 } }],
          },
        ],
      },
      {
        number: `${order.number}-2`,
        grandTotal: { value: 100, valueInCents: 10_000, formattedValue: '100.00 SEK', currency: { code: 'SEK' } },
        net: { value: 80 },
        totals: {
          shipping: { value: 0 },
          handling: { value: 0 },
          discounts: { value: 0 },
          taxIncluded: { value: 20 },
          discountTaxRules: [],
        },
        lines: [
          {
            quantity: 3,
            // Three at 33.33 are 99.99; the line's value rules.
            lineValue: { value: 100 },
            unitPrice: { value: 33.33 },
            appliedTaxRules: [{ rule: { taxPercent: 25 }, taxIncluded: { value: 20 }, taxAdded: { value: 0 } }],
          },
        ],
      },
    ]);
  });

  it('of a line add up, however its units are split over shipments', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [SHIRTS] });
    const lineId = order.lines[0]?.id ?? 0;
    for (let unit = 1; unit <= 3; unit += 1) {
      await control.createShipment(order.number, { lines: [{ lineId, quantity: 1 }] });
    }
    const { orders } = await control.state();
    expect(orders[0]?.shipments.map((shipment) => shipment.totalMinor)).toEqual([3_333, 3_334, 3_333]);
  });

  it('of a wholesale order have their tax added', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({
      type: 'wholesale',
      lines: [{ ...JACKET, unitPrice: 99.99, quantity: 2 }],
    });
    await control.createShipment(order.number);
    const { shipments } =
      await ask(`{ shipments { __typename grandTotal { value } net: grandTotal(includingTax: false) { value }
      totals { taxAdded { value } taxIncluded { value } } order { __typename } } }`);
    expect(shipments).toEqual([
      {
        __typename: 'WholesaleShipment',
        grandTotal: { value: 249.98 },
        net: { value: 199.98 },
        totals: { taxAdded: { value: 50 }, taxIncluded: { value: 0 } },
        order: { __typename: 'WholesaleOrder' },
      },
    ]);
  });

  it('of a shipment change when a person edits it', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [SHIRTS] });
    const shipment = await control.createShipment(order.number);
    await control.changeShipmentLine(shipment.id, shipment.lines[0]?.id ?? 0, { quantity: 2 });
    const { orders } = await control.state();
    expect(orders[0]?.shipments[0]).toMatchObject({ totalMinor: 6_667, lines: [{ quantity: 2 }] });
    await expect(control.changeShipmentLine(shipment.id, shipment.lines[0]?.id ?? 0, { quantity: 4 })).rejects.toThrow(
      '3 units at most',
    );
  });

  it('name the warehouse that each line is taken from', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({
      lines: [{ ...JACKET, warehouse: 'Borås' }, SHIRTS],
    });
    await control.createShipment(order.number);
    const { shipments } = await ask(
      '{ shipments { lines { allocations(limit: 200) { quantity warehouse { name } } } } }',
    );
    expect(shipments[0]?.lines).toEqual([
      { allocations: [{ quantity: 1, warehouse: { name: 'Borås' } }] },
      { allocations: [{ quantity: 3, warehouse: { name: 'Main warehouse' } }] },
    ]);
  });
});

describe('tax', () => {
  const BOOK = { sku: 'BOOK', productName: 'Lookbook', quantity: 1, unitPrice: 106, taxPercent: 6 };
  const TAXES = `{ shipments {
    grandTotal { value } net: grandTotal(includingTax: false) { value } usedFallbackTax
    totals { taxIncluded { value } taxAdded { value } taxDeducted { value }
      shippingTaxRules { rule { taxName taxPercent } taxIncluded { value } taxAdded { value } taxDeducted { value } } }
    lines { lineValue { value } net: lineValue(includingTax: false) { value }
      appliedTaxRules { rule { taxName taxPercent } taxIncluded { value } taxAdded { value } taxDeducted { value } } }
  } }`;
  const value = (amount: number) => ({ value: amount });
  const rule = (
    taxName: string,
    taxPercent: number,
    [included, added, deducted]: readonly [number, number, number],
  ) => ({
    rule: { taxName, taxPercent },
    taxIncluded: value(included),
    taxAdded: value(added),
    taxDeducted: value(deducted),
  });

  async function shipmentOf(order: Partial<PlaceOrderInput>, options: Partial<CentraSimulatorOptions> = {}) {
    const { control, ask } = await startCentra(options);
    const { number } = await control.placeOrder({ lines: [JACKET, BOOK], shippingCost: 49, ...order });
    await control.createShipment(number);
    return (await ask(TAXES)).shipments[0];
  }

  it('of several rates is in a consumer’s prices; freight has the highest', async () => {
    expect(await shipmentOf({})).toEqual({
      grandTotal: value(1405),
      net: value(1139.2),
      usedFallbackTax: false,
      totals: {
        taxIncluded: value(265.8),
        taxAdded: value(0),
        taxDeducted: value(0),
        shippingTaxRules: [rule('VAT SE', 25, [9.8, 0, 0])],
      },
      lines: [
        { lineValue: value(1250), net: value(1000), appliedTaxRules: [rule('VAT SE', 25, [250, 0, 0])] },
        { lineValue: value(106), net: value(100), appliedTaxRules: [rule('VAT SE', 6, [6, 0, 0])] },
      ],
    });
  });

  it.each([
    [false, 0, 0],
    [true, 250, 265.8],
  ])('is taken off again for export, and may be listed as included too: %s', async (isListed, ofLine, ofAll) => {
    const seen = await shipmentOf({ country: 'US', tax: 'deducted' }, { deductedTaxIsListedAsIncluded: isListed });
    expect(seen).toMatchObject({
      // 1405 less 265.80.
      grandTotal: value(1139.2),
      net: value(1139.2),
      totals: { taxIncluded: value(ofAll), taxAdded: value(0), taxDeducted: value(265.8) },
      lines: [
        { lineValue: value(1250), net: value(1000), appliedTaxRules: [rule('VAT US', 25, [ofLine, 0, 250])] },
        { lineValue: value(106), net: value(100) },
      ],
    });
  });

  it('of a state and a county stacks on a price without tax', async () => {
    const taxRules = [
      { name: 'NY STATE', percent: 4 },
      { name: 'NY CITY', percent: 4.875 },
    ];
    const line = { ...JACKET, unitPrice: 99.99, taxPercent: 8.875, taxRules };
    const seen = await shipmentOf({ country: 'US', currency: 'USD', tax: 'added', lines: [line], shippingCost: 10 });
    expect(seen).toMatchObject({
      // 99.99 + 8.87 and 10.00 + 0.89.
      grandTotal: value(119.75),
      net: value(109.99),
      totals: {
        taxAdded: value(9.76),
        shippingTaxRules: [rule('NY STATE', 4, [0, 0.4, 0]), rule('NY CITY', 4.875, [0, 0.49, 0])],
      },
      lines: [
        {
          lineValue: value(108.86),
          net: value(99.99),
          appliedTaxRules: [rule('NY STATE', 4, [0, 4, 0]), rule('NY CITY', 4.875, [0, 4.87, 0])],
        },
      ],
    });
  });

  it('may be Centra’s own when a tax engine failed', async () => {
    expect(await shipmentOf({ usedFallbackTax: true })).toMatchObject({ usedFallbackTax: true });
  });
});

describe('a currency', () => {
  it.each([
    ['JPY', 1234, '1 234 JPY', 1_234],
    ['KWD', 12.345, '12.345 KWD', 12_345],
    ['EUR', 12.35, '12.35 EUR', 1_235],
  ])('%s has sub-units of its own', async (currency, unitPrice, formattedValue, valueInCents) => {
    const { control, ask } = await startCentra();
    await control.placeOrder({ currency, lines: [{ ...JACKET, unitPrice }] });
    const { orders } = await ask('{ orders { grandTotal { value formattedValue valueInCents } } }');
    expect(orders).toEqual([{ grandTotal: { value: unitPrice, formattedValue, valueInCents } }]);
  });

  it('keeps the rate that it had for the order', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({ currency: 'EUR', currencyBaseRate: 11.25, lines: [JACKET] });
    await control.createShipment(order.number);
    const { shipments } = await ask(
      '{ shipments { currencyBaseRate grandTotal { conversionRate baseCurrencyValue { value currency { code } } } } }',
    );
    expect(shipments).toEqual([
      {
        currencyBaseRate: 11.25,
        grandTotal: { conversionRate: 11.25, baseCurrencyValue: { value: 14_062.5, currency: { code: 'SEK' } } },
      },
    ]);
  });
});

describe('whatever is ordered and however it is split', () => {
  const RATES = [0, 6, 12, 25, 8.875];
  const line = fc.record({
    sku: fc.constantFrom('A', 'B', 'C'),
    productName: fc.constant('Thing'),
    quantity: fc.integer({ min: 1, max: 5 }),
    unitPrice: fc.integer({ min: 0, max: 99_999 }).map((minor) => minor / 100),
    taxPercent: fc.constantFrom(...RATES),
  });
  const orders = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    shippingCost: fc.integer({ min: 0, max: 9_999 }).map((minor) => minor / 100),
    handlingCost: fc.integer({ min: 0, max: 999 }).map((minor) => minor / 100),
    discountShare: fc.integer({ min: 0, max: 100 }),
    tax: fc.constantFrom('included', 'added', 'deducted'),
    discountSplit: fc.constantFrom('allRemaining', 'proportional'),
    split: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 20 }),
  });

  it('shipments carry what was ordered, returns give it all back, and parts come to their totals', async () => {
    const { control, ask } = await startCentra();
    const property = fc.asyncProperty(orders, async ({ discountShare, discountSplit, split, ...input }) => {
      await control.setBehaviour({ discountSplit });
      const goods = input.lines.reduce(
        (total, { unitPrice, quantity }) => total + Math.round(unitPrice * 100) * quantity,
        0,
      );
      const order = await control.placeOrder({ ...input, discount: Math.floor((goods * discountShare) / 100) / 100 });
      let at = 0;
      for (const { id, quantity } of order.lines) {
        for (let left = quantity; left > 0; at += 1) {
          const units = Math.min(left, split[at % split.length] ?? 1);
          const shipment = await control.createShipment(order.number, {
            lines: [{ lineId: id, quantity: units }],
            isGoodToGo: true,
          });
          await control.markPaid(shipment.id);
          await control.shipShipment(shipment.id);
          for (let unit = 0; unit < units; unit += 1) {
            await control.createReturn(shipment.id, {
              lines: [{ shipmentLineId: shipment.lines[0]?.id ?? 0, quantity: 1 }],
            });
          }
          await control.createReturn(shipment.id, { ...ALL_COSTS, lines: [] }).catch(onlyNothingToReturn);
          left -= units;
        }
      }
      const state = await control.state();
      const placed = state.orders.find(({ number }) => number === order.number);
      const shipments = placed?.shipments ?? [];
      const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
      const carried = (cost: 'shippingMinor' | 'handlingMinor' | 'discountMinor') =>
        sum(shipments.map((shipment) => shipment[cost]));
      expect(sum(shipments.flatMap(({ lines }) => lines.map(({ valueMinor }) => valueMinor)))).toBe(goods);
      expect(carried('shippingMinor')).toBe(Math.round(input.shippingCost * 100));
      expect(carried('handlingMinor')).toBe(Math.round(input.handlingCost * 100));
      expect(carried('discountMinor')).toBe(Math.floor((goods * discountShare) / 100));
      for (const shipment of shipments) {
        const returned = state.returns.filter(({ shipmentId }) => shipmentId === shipment.id);
        const lines = returned.flatMap((each) => each.lines.map(({ valueMinor }) => valueMinor));
        expect(sum(lines)).toBe(sum(shipment.lines.map(({ valueMinor }) => valueMinor)));
      }
      const { orders: seen } = await ask(PARTS, { number: order.number });
      for (const shipment of (seen[0] as unknown as { shipments: Parts[] }).shipments) expectToAddUp(shipment);
    });
    await fc.assert(property, { numRuns: 25, endOnFailure: true });
  });

  const ALL_COSTS = {
    shippingCost: 'fromShipment',
    handlingCost: 'fromShipment',
    discount: 'fromShipment',
  } as const;

  function onlyNothingToReturn(error: unknown): void {
    expect(String(error)).toContain('would be returned');
  }

  const PARTS = `query parts($number: [Int!]) { orders(where: { number: $number }) { shipments {
    grandTotal { valueInCents } net: grandTotal(includingTax: false) { valueInCents }
    totals {
      lineValues { valueInCents } shipping { valueInCents } handling { valueInCents } discounts { valueInCents }
      taxIncluded { valueInCents } taxAdded { valueInCents } taxDeducted { valueInCents }
      shippingTaxRules { ...tax } handlingTaxRules { ...tax } discountTaxRules { ...tax }
    }
    lines { appliedTaxRules { ...tax } }
  } } }
  fragment tax on AppliedTaxRuleValue {
    taxIncluded { valueInCents } taxAdded { valueInCents } taxDeducted { valueInCents } }`;

  interface Minor {
    readonly valueInCents: number;
  }
  type Tax = Readonly<Record<'taxIncluded' | 'taxAdded' | 'taxDeducted', Minor>>;
  interface Parts {
    readonly grandTotal: Minor;
    readonly net: Minor;
    readonly totals: Tax &
      Readonly<Record<'lineValues' | 'shipping' | 'handling' | 'discounts', Minor>> &
      Readonly<Record<'shippingTaxRules' | 'handlingTaxRules' | 'discountTaxRules', readonly Tax[]>>;
    readonly lines: readonly { readonly appliedTaxRules: readonly Tax[] }[];
  }

  /** A shipment's total is its parts, and its tax the taxes of its parts, to the minor unit. */
  function expectToAddUp({ grandTotal, net, totals, lines }: Parts): void {
    const of = (amount: Minor) => amount.valueInCents;
    const values = of(totals.lineValues) + of(totals.shipping) + of(totals.handling) - of(totals.discounts);
    expect(of(grandTotal)).toBe(values + of(totals.taxAdded) - of(totals.taxDeducted));
    const owed = of(totals.taxIncluded) + of(totals.taxAdded);
    expect(of(net)).toBe(of(grandTotal) - owed);
    const rules = [
      ...lines.flatMap((each) => each.appliedTaxRules),
      ...totals.shippingTaxRules,
      ...totals.handlingTaxRules,
      ...totals.discountTaxRules,
    ];
    for (const kind of ['taxIncluded', 'taxAdded', 'taxDeducted'] as const) {
      expect(rules.reduce((total, each) => total + of(each[kind]), 0)).toBe(of(totals[kind]));
    }
  }
});
