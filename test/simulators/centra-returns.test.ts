import { describe, expect, it } from 'vitest';
import type { PlaceOrderInput } from '../../simulators/centra/control-contract.ts';
import { startCentra, orderAndShipment, capture, type Centra } from './centra-client.ts';

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
});
