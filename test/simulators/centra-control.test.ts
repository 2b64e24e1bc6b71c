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
});
