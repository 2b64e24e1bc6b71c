import { describe, expect, it } from 'vitest';
import type { PlaceOrderInput } from '../../simulators/centra/control-contract.ts';
import { capture, JACKET, orderAndShipment, SHIRTS, startCentra, type Centra } from './centra-client.ts';

describe('a return', () => {
  async function shipped(centra: Centra, order: Partial<PlaceOrderInput> = {}) {
    const { shipment } = await orderAndShipment(centra, order);
    await capture(centra, shipment.id);
    await centra.control.shipShipment(shipment.id);
    return shipment;
  }

  const RETURNS = `{ returns { id returnStatus grandTotal { value } returnedToStock
    totals { lineValues { value } shipping { value } returnCost { value } taxIncluded { value } }
    lines { quantity lineValue { value } shipmentLine { id returnedQuantity } }
    refundPaymentHistory { entryType value { value } } shipment { id } order { number } } }`;

  it('comes to what the customer gets back', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra, { shippingCost: 49 });
    const shirts = shipment.lines.find((line) => line.sku === 'TEE-M');
    await centra.control.createReturn(shipment.id, {
      lines: [{ shipmentLineId: shirts?.id ?? 0, quantity: 1 }],
      restock: 'remove',
      shippingCost: 49,
      returnCost: 20,
    });
    expect((await centra.ask(RETURNS)).returns).toMatchObject([
      {
        returnStatus: 'PENDING',
        // A T-shirt of 33.33 and the freight of 49, less the fee of 20.
        grandTotal: { value: 62.33 },
        returnedToStock: false,
        totals: {
          lineValues: { value: 33.33 },
          shipping: { value: 49 },
          returnCost: { value: 20 },
          taxIncluded: { value: 12.47 },
        },
        lines: [{ quantity: 1, lineValue: { value: 33.33 }, shipmentLine: { id: shirts?.id, returnedQuantity: 1 } }],
        refundPaymentHistory: [],
        shipment: { id: shipment.id },
      },
    ]);
  });

  it('completed moves no money; refunded moves it once', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra);
    const exchange = await centra.control.createReturn(shipment.id, {
      lines: [{ shipmentLineId: shipment.lines[0]?.id ?? 0, quantity: 1 }],
    });
    const complete = `mutation { completeReturn(id: ${exchange.id}) { return { returnStatus } userErrors { message } } }`;
    expect((await centra.ask(complete)).completeReturn.return).toEqual({ returnStatus: 'COMPLETED' });
    expect((await centra.ask(complete)).completeReturn.userErrors[0]?.message).toContain(
      'already has completed status',
    );

    const refund = await centra.control.createReturn(shipment.id);
    const refundIt = `mutation { refundReturn(id: ${refund.id}) { return { returnStatus } userErrors { message }
      paymentHistoryEntry { entryType value { value } return { id } } } }`;
    expect((await centra.ask(refundIt)).refundReturn).toEqual({
      return: { returnStatus: 'COMPLETED' },
      userErrors: [],
      paymentHistoryEntry: { entryType: 'REFUND', value: { value: 100 }, return: { id: refund.id } },
    });
    expect((await centra.ask(refundIt)).refundReturn.userErrors).toHaveLength(1);
    const { returns } = await centra.ask(RETURNS);
    expect(returns.map((each) => each.refundPaymentHistory.length)).toEqual([0, 1]);
  });

  it('can be reopened and deleted, and takes no more than was shipped', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra);
    const { id } = await centra.control.createReturn(shipment.id);
    await expect(
      centra.control.createReturn(shipment.id, {
        lines: [{ shipmentLineId: shipment.lines[0]?.id ?? 0, quantity: 1 }],
      }),
    ).rejects.toThrow('0 units left to return');
    await centra.control.completeReturn(id);
    await centra.control.uncompleteReturn(id);
    expect((await centra.control.state()).returns[0]?.status).toBe('PENDING');
    await centra.control.deleteReturn(id);
    expect((await centra.ask('{ returns { id } }')).returns).toEqual([]);
    await expect(centra.control.completeReturn(id)).rejects.toThrow('404');
  });

  it('needs a shipment that was sent', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await expect(centra.control.createReturn(shipment.id)).rejects.toThrow('not shipped');
  });

  it('of charges only has no lines', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra, { shippingCost: 49 });
    await expect(centra.control.createReturn(shipment.id, { lines: [] })).rejects.toThrow('Nothing of shipment');
    await centra.control.createReturn(shipment.id, { lines: [], shippingCost: 'fromShipment' });
    const { returns } = await centra.ask('{ returns { totalQuantity lines { id } grandTotal { value } } }');
    expect(returns).toEqual([{ totalQuantity: 0, lines: [], grandTotal: { value: 49 } }]);
    await expect(centra.control.createReturn(shipment.id, { lines: [], shippingCost: 1 })).rejects.toThrow(
      'exceeds what is left',
    );
  });

  it('goes back to where it came from, to another warehouse, or nowhere', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra, {
      lines: [
        { ...JACKET, warehouse: 'Stockholm' },
        { ...SHIRTS, warehouse: 'Borås' },
      ],
    });
    const shirts = { shipmentLineId: shipment.lines[1]?.id ?? 0, quantity: 1 };
    for (const restock of ['release', { warehouse: 'Outlet' }, 'remove'] as const) {
      await centra.control.createReturn(shipment.id, { lines: [shirts], restock });
    }
    const { returns } = await centra.ask('{ returns { returnedToStock returnWarehouse { name } } }');
    expect(returns).toEqual([
      { returnedToStock: true, returnWarehouse: { name: 'Borås' } },
      { returnedToStock: true, returnWarehouse: { name: 'Outlet' } },
      { returnedToStock: false, returnWarehouse: null },
    ]);
  });

  it('in parts comes to the shipment, to the minor unit, and frees its units when it is deleted', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra, { lines: [SHIRTS], shippingCost: 49, discount: 10, handlingCost: 5 });
    const one = { lines: [{ shipmentLineId: shipment.lines[0]?.id ?? 0, quantity: 1 }] };
    const first = await centra.control.createReturn(shipment.id, { ...one, shippingCost: 10, discount: 3.33 });
    await centra.control.createReturn(shipment.id, one);
    await centra.control.deleteReturn(first.id);
    await centra.control.createReturn(shipment.id, { ...one, discount: 3.34 });
    await centra.control.createReturn(shipment.id, {
      shippingCost: 'fromShipment',
      handlingCost: 'fromShipment',
      discount: 'fromShipment',
    });
    const { orders, returns } = await centra.control.state();
    expect(returns.map(({ totalMinor }) => totalMinor).reduce((total, each) => total + each, 0)).toBe(
      orders[0]?.shipments[0]?.totalMinor,
    );
    const { shipments } = await centra.ask(
      '{ shipments { lines { quantity returnedQuantity orderLine { returnedQuantity } } } }',
    );
    expect(shipments[0]?.lines).toEqual([{ quantity: 3, returnedQuantity: 3, orderLine: { returnedQuantity: 3 } }]);
  });

  it('that only costs the customer gives nothing back', async () => {
    const centra = await startCentra();
    const shipment = await shipped(centra);
    const { id } = await centra.control.createReturn(shipment.id, { lines: [], returnCost: 20 });
    await expect(centra.control.refundReturn(id)).rejects.toThrow('gives nothing back');
  });

  it('is refunded by an asynchronous provider days later, or not at all', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra, { payment: 'async' });
    await centra.control.captureShipment(shipment.id);
    await centra.control.settleCapture(shipment.id, 'success');
    await centra.control.shipShipment(shipment.id);
    const { id } = await centra.control.createReturn(shipment.id);
    await expect(centra.control.settleRefund(id, 'success')).rejects.toThrow('no refund request');
    await centra.control.refundReturn(id);
    await expect(centra.control.refundReturn(id)).rejects.toThrow('already refunded');
    await centra.control.settleRefund(id, 'failed');
    await centra.control.refundReturn(id);
    await centra.control.settleRefund(id, 'success');
    await expect(centra.control.refundReturn(id)).rejects.toThrow('already refunded');
    await expect(centra.control.deleteReturn(id)).rejects.toThrow('already refunded');
    await expect(centra.control.uncompleteReturn(id)).rejects.toThrow('already refunded');
    const { returns } = await centra.ask(
      '{ returns { returnStatus refundPaymentHistory { entryType status value { value } } } }',
    );
    const entry = (entryType: string, status: string) => ({ entryType, status, value: { value: 1350 } });
    expect(returns).toEqual([
      {
        returnStatus: 'COMPLETED',
        refundPaymentHistory: [
          entry('REFUND_REQUEST', 'PENDING'),
          entry('REFUND_FAILED', 'FAILED'),
          entry('REFUND_REQUEST', 'PENDING'),
          entry('REFUND', 'SUCCESS'),
        ],
      },
    ]);
  });

  it('of a shipment that was paid outside Centra cannot be refunded by Centra', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.markPaid(shipment.id);
    await centra.control.shipShipment(shipment.id);
    const { id } = await centra.control.createReturn(shipment.id);
    await expect(centra.control.refundReturn(id)).rejects.toThrow('more than was captured');
  });
});
