import { describe, expect, it } from 'vitest';
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
