import { describe, expect, it } from 'vitest';
import { JACKET, startCentra } from './centra-client.ts';

describe('the control', () => {
  it('counts requests per root field', async () => {
    const centra = await startCentra();
    await centra.ask('{ orders { id } returns { id } }');
    await centra.ask('{ orders { id } }');
    expect((await centra.control.state()).requests).toEqual({ orders: 2, returns: 1 });
  });

  it('says what is wrong with its input', async () => {
    const { control } = await startCentra();
    const place = (input: object) => control.placeOrder({ lines: [JACKET], ...input });
    await expect(place({ lines: [{ ...JACKET, quantity: 0 }] })).rejects.toThrow(
      'lines[0].quantity must be a whole number',
    );
    await expect(place({ colour: 'red' })).rejects.toThrow('colour is not known here');
    await expect(place({ currency: 'XXX' })).rejects.toThrow('Currency XXX is unknown here');
    await expect(place({ createdAt: '2026-01-01 12:00:00' })).rejects.toThrow('createdAt must be an ISO 8601 instant');
    await expect(control.releaseShipment(1)).rejects.toThrow('404');
  });

  it.each([
    ['orders', { tax: 'none' }, 'tax must be one of included, added, deducted'],
    ['orders', { giftCard: -1 }, 'giftCard must be a number'],
    ['orders', { deliveryAddress: { street: 'x' } }, 'deliveryAddress.street is not known here'],
    ['orders', { lines: [{ ...JACKET, taxRules: [{ name: 'State', percent: 4 }] }] }, 'lines[0].taxRules must'],
    ['orders', { lines: [{ ...JACKET, bundleItems: [] }] }, 'lines[0].bundleItems must be a list that is not empty'],
    ['orders/1/hold', {}, 'isOnHold must be true or false'],
    ['orders/1/lock', { isLocked: 'yes' }, 'isLocked must be true or false'],
    ['orders/1/shipping-cost', { shippingCost: '49' }, 'shippingCost must be a number'],
    ['orders/1/cancel-lines', { lines: [{ lineId: 1 }] }, 'lines[0].quantity must be a whole number'],
    ['orders/1/confirm', { really: true }, 'really is not known here'],
    ['orders/1/settle-capture', { outcome: 'maybe' }, 'outcome must be one of success, failed'],
    ['shipments/300001/mark-paid', { paidValue: 'all' }, 'paidValue must be a number'],
    ['shipments/300001/capture', { amount: 0 }, 'amount must be a number'],
    ['shipments/300001/ship', { shippedAt: 'today' }, 'shippedAt must be an ISO 8601 instant'],
    ['shipments/300001/lines/1', { quantity: 0.5 }, 'quantity must be a whole number'],
    ['shipments/300001/returns', { restock: 'keep' }, 'restock must be release, remove or an object'],
    ['shipments/300001/returns', { discount: 'all' }, 'discount must be an amount or fromShipment'],
  ])('refuses at %s what cannot be read: %o', async (path, wrong, words) => {
    const centra = await startCentra();
    await centra.control.placeOrder({ number: 1, lines: [JACKET] });
    expect(await centra.control.createShipment(1)).toMatchObject({ id: 300_001 });
    const body = path === 'orders' ? { lines: [JACKET], ...wrong } : wrong;
    const response = await fetch(centra.graphqlUrl.replace('/graphql', `/_control/${path}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { error } = (await response.json()) as { readonly error: string };
    expect({ status: response.status, error }).toEqual({ status: 400, error: expect.stringContaining(words) });
  });

  it('refuses settings that Centra does not have', async () => {
    const { control } = await startCentra();
    const refused = async (change: object, words: string) =>
      expect(control.setBehaviour(change)).rejects.toThrow(new RegExp(`400.*${words}`));
    await refused({ retryAfter: 'soon' }, 'retryAfter must be one of epochSeconds');
    await refused({ missingPermissionStatus: 401 }, 'missingPermissionStatus must be 200 or 403');
    await refused({ isCapturedWhilePending: 1 }, 'isCapturedWhilePending must be true or false');
    await expect(control.setToken({ permissions: ['Everything:write'] })).rejects.toThrow(
      'permissions[0] must be one of',
    );
    expect((await control.state()).behaviour.retryAfter).toBe('epochSeconds');
  });
});
