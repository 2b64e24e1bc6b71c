import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../simulators/page/faults.ts';
import { BASKET_NAMES, MARKET_CODES } from '../../simulators/page/place-order.ts';
import type { Playground } from '../../simulators/page/playground.ts';
import { openPlayground, textOf, visit, type Visitor } from './page-visitor.ts';

let playground: Playground;
let visitor: Visitor;

beforeEach(async () => {
  playground = await openPlayground();
  visitor = visit(playground.pageUrl);
});
afterEach(() => playground.stop());

/** A consumer's order whose only parcel has been sent. */
async function sendAnOrder(): Promise<void> {
  await visitor.press('Place the order', { basket: 'parcels' });
  await visitor.press('Create shipment of all that is left order 1001');
  await visitor.press('Good to go shipment 1001-1');
  await visitor.press('Capture in Centra shipment 1001-1');
  await visitor.press('Ship shipment 1001-1');
}

describe('the page of the simulators', () => {
  it('plays an order from its placing to its return, by its buttons alone', async () => {
    expect((await visitor.press('Place the order', { basket: 'parcels' })).said).toBe(
      'Order 1001 is placed, and its articles are in stock.',
    );
    await visitor.press('Create shipment of the first line order 1001');
    await visitor.press('Create shipment of all that is left order 1001');
    for (const shipment of ['1001-1', '1001-2']) {
      await visitor.press(`Good to go shipment ${shipment}`);
      await visitor.press(`Mark as paid shipment ${shipment}`);
      expect((await visitor.press(`Ship shipment ${shipment}`)).said).toBe(
        `Shipment ${shipment} is shipped, and so completed.`,
      );
    }
    await visitor.press('Return one unit shipment 1001-2');
    await visitor.press('Complete return return 500001');

    const state = await playground.centra.state();
    expect(state.orders[0]).toMatchObject({ status: 'SHIPPED', shipments: [{ isShipped: true }, { isShipped: true }] });
    expect(state.returns).toMatchObject([{ status: 'COMPLETED', lines: [{ quantity: 1 }] }]);
  });

  it('puts what is ordered in stock where it is sent from, and does not count it anew with every order', async () => {
    await visitor.press('Place the order', { basket: 'parcels' });
    await visitor.press('Set the stock', { article: 'JKT-BLK-M', stockPoint: 'STHLM', quantity: '7' });
    await visitor.press('Place the order', { basket: 'parcels' });
    expect((await playground.fortnox.state()).stockBalances).toMatchObject([
      { itemId: 'JKT-BLK-M', stockPointCode: 'STHLM', inStock: 7 },
      { itemId: 'TEE-WHT-M', stockPointCode: 'BORAS', inStock: 100 },
    ]);
  });

  it('lets an asynchronous payment provider answer when the visitor says so', async () => {
    await visitor.press('Place the order', { payment: 'async' });
    await visitor.press('Create shipment of all that is left order 1001');
    const asked = await visitor.press('Capture in Centra shipment 1001-1');
    expect(textOf(asked.markup)).toContain('has not answered');
    await visitor.press('The provider refuses shipment 1001-1');
    await visitor.press('Capture in Centra shipment 1001-1');
    await visitor.press('The provider pays shipment 1001-1');
    expect((await playground.centra.state()).captures).toHaveLength(1);
  });

  it('offers only what can be done now', async () => {
    await visitor.press('Place the order');
    const before = await visitor.buttons();
    expect(before).toContain('Cancel order order 1001');
    expect(before.filter((name) => name.startsWith('Ship '))).toEqual([]);
    await visitor.press('Cancel order order 1001');
    expect((await visitor.buttons()).filter((name) => name.endsWith('order 1001'))).toEqual(['Archive order 1001']);
  });

  it('goes back to the page after a click, so that a reload repeats nothing', async () => {
    const response = await fetch(`${playground.pageUrl}/orders`, {
      method: 'POST',
      body: new URLSearchParams({ basket: 'jacket', country: 'SE', payment: 'sync' }),
      redirect: 'manual',
    });
    expect([response.status, response.headers.get('location')]).toEqual([303, expect.stringMatching(/#order-1001$/)]);
  });

  it('says in words what the simulators refuse, with 409 and without a stack trace', async () => {
    await sendAnOrder();
    const again = await visitor.send('/shipments/300001/ship');
    expect(again).toMatchObject({ status: 409, said: 'Shipment 1001-1 is already shipped.' });
    expect(again.markup).not.toMatch(/\n\s+at /);
    const stock = { article: 'NO-SUCH', stockPoint: 'STHLM', quantity: '1' };
    expect(await visitor.send('/company/settings/count-stock', stock)).toMatchObject({
      status: 409,
      said: expect.stringContaining('NO-SUCH'),
    });
  });

  it.each([
    ['/orders', { basket: 'yacht', country: 'SE', payment: 'sync' }, 'basket'],
    ['/orders', { basket: 'jacket', country: 'XX', payment: 'sync' }, 'country'],
    ['/orders', { basket: 'jacket', country: 'SE' }, 'payment'],
    ['/company/settings/lock', { until: '2026-02-30' }, 'until'],
    ['/company/settings/add-vat-rate', { percent: 'much' }, 'percent'],
    ['/company/settings/add-vat-rate', { percent: '101' }, 'percent'],
    ['/faults/centra/add', { kind: 'earthquake', times: '1' }, 'kind'],
    ['/faults/fortnox/add', { kind: 'status500', times: '0' }, 'times'],
    ['/faults/fortnox/add', { kind: 'slow', times: '1', delay: 'long' }, 'delay'],
    ['/faults/centra/add', { kind: 'refuse', times: '1', message: 'x'.repeat(501) }, 'message'],
  ])('answers %s with %o by 400 and the name of the field', async (path, fields, name) => {
    const answer = await visitor.send(path, fields as Record<string, string>);
    expect(answer).toMatchObject({ status: 400, said: expect.stringMatching(new RegExp(`^${name}: must `)) });
  });

  it.each(['/shipments/1/ship', '/orders/1/explode', '/orders/1/constructor', '/planets/1/ship', '/faults/mars/add'])(
    'answers %s by 404: it is not there',
    async (path) => {
      expect(await visitor.send(path, { kind: 'status500', times: '1' })).toMatchObject({ status: 404 });
    },
  );

  it('shows names that look like markup as the text that they are', async () => {
    const evil = '<script>alert("1")</script>';
    await playground.centra.placeOrder({
      customer: { firstName: evil, companyName: evil },
      lines: [{ sku: evil, productName: evil, quantity: 1, unitPrice: 10, taxPercent: 25 }],
    });
    await playground.fortnox.addCustomer({ customerNumber: '99', name: evil });
    await playground.fortnox.addArticle({
      articleNumber: `A${evil}`,
      description: evil,
      stockGoods: true,
      quantity: 1,
    });
    await invoiceFor(playground.addresses.fortnox, '99', 'Jacket & more');
    expect(articleIn(await visitor.look(), 'invoice-2001')).toContain('Jacket &amp; more');
    const markup = await (await fetch(`${playground.pageUrl}/?done=orders/hold&to=${encodeURIComponent(evil)}`)).text();
    expect(markup).not.toContain('<script');
    const [order, invoice] = ['order-1001', 'invoice-2001'].map((id) => articleIn(markup, id));
    for (const part of [order, invoice, markup.slice(0, markup.indexOf('<main'))]) {
      expect(part).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    }
  });

  it('locks the period, takes VAT rates away and rounds, and shows that it did', async () => {
    await visitor.press('Lock the period', { until: '2026-01-31' });
    await visitor.press('Remove the VAT rate', { percent: '25' });
    const { markup } = await visitor.press('Round to whole kronor');
    expect(textOf(markup)).toContain('The company: VAT 19, 12, 6, 0 %; locked to 2026-01-31; rounds to whole kronor');
    await visitor.press('Unlock');
    await visitor.press('Add the VAT rate', { percent: '25' });
    const back = await visitor.press('Keep the öre');
    expect(textOf(back.markup)).toContain('The company: VAT 25, 19, 12, 6, 0 %; no locked period; keeps the öre');
  });

  it('shows the company as it is, whoever changed it: settings, customers, access and articles', async () => {
    const { fortnox } = playground;
    await fortnox.lockPeriod('2026-01-31');
    await fortnox.removeVatRate(12);
    await fortnox.addCurrency('DKK');
    await fortnox.addCustomer({ customerNumber: '13', name: 'Web customers Denmark' });
    await fortnox.setScopes(['invoice', 'payment']);
    await fortnox.setLicences({ scopes: ['invoice'] });
    await fortnox.addArticle({
      articleNumber: 'CAP-1',
      description: 'A cap that nobody has counted',
      stockGoods: true,
    });
    const page = textOf(await visitor.look());
    for (const shown of [
      'VAT 25, 19, 6, 0 %; locked to 2026-01-31; keeps the öre',
      'SEK, EUR, NOK, DKK',
      '13 Web customers Denmark',
      'A client may use invoice Lock',
      'CAP-1A cap that nobody has countednone',
    ]) {
      expect(page).toContain(shown);
    }
    expect(await visitor.press('Set the stock', { article: 'CAP-1', quantity: '4' })).toMatchObject({ status: 200 });
    expect(textOf(await visitor.look())).toContain('CAP-1A cap that nobody has countedSTHLM44');
    await fortnox.setLicences({ api: false });
    expect(textOf(await visitor.look())).toContain('nothing: there is no API licence');
  });

  it('books and cancels drafts by hand, as a bookkeeper would', async () => {
    for (const _ of [1, 2]) await invoiceFor(playground.addresses.fortnox, '1', 'Jacket');
    await visitor.press('Book invoice 2001');
    await visitor.press('Cancel draft invoice 2002');
    expect((await playground.fortnox.state()).invoices).toMatchObject([
      { DocumentNumber: '2001', Booked: true, Cancelled: false },
      { DocumentNumber: '2002', Booked: false, Cancelled: true },
    ]);
    expect((await visitor.buttons()).filter((name) => name.includes('invoice 200'))).toEqual([]);
  });

  it('plans every fault that a simulator knows, and forgets them again', async () => {
    for (const kind of FAULT_KINDS.centra) {
      expect(await visitor.press('Add the fault in Centra', { kind })).toMatchObject({ status: 200 });
    }
    for (const kind of FAULT_KINDS.fortnox) {
      const request = '/3/invoices';
      expect(await visitor.press('Add the fault in Fortnox', { kind, request })).toMatchObject({ status: 200 });
    }
    expect((await playground.fortnox.state()).pendingFaults).toHaveLength(FAULT_KINDS.fortnox.length);
    await visitor.press('Clear all faults in Fortnox');
    expect((await playground.fortnox.state()).pendingFaults).toEqual([]);
    await visitor.press('Clear all faults in Centra');
    expect((await playground.centra.state()).faults.active).toEqual([]);
  });

  it('plans faults that hit by chance, and says how likely they are', async () => {
    const chance = { kind: 'status500', chance: '12.5' };
    for (const system of ['Centra', 'Fortnox']) {
      const { markup } = await visitor.press(`Add the fault in ${system}`, chance);
      expect(textOf(markup)).toContain('12.5 % of requests');
    }
    expect((await playground.centra.state()).faults.active).toMatchObject([{ operation: '*', probability: 0.125 }]);
    expect((await playground.fortnox.state()).pendingFaults).toMatchObject([{ probability: 0.125 }]);
  });

  it('loses webhooks when it is told to', async () => {
    await visitor.press('Trouble the webhooks', { lost: '100' });
    await visitor.press('Place the order');
    await expect.poll(async () => (await playground.centra.state()).webhooks.lost).toBe(1);
    expect((await playground.centra.state()).webhooks.deliveries).toEqual([]);
  });

  it('plays what pays for an order: a gift card, the customer later, the provider for the whole order', async () => {
    await visitor.press('Place the order', { basket: 'gift-card', payment: 'async' });
    await visitor.press('Capture the whole order order 1001');
    await visitor.press('The provider pays order 1001');
    expect((await playground.centra.state()).captures).toMatchObject([{ orderNumber: 1001, amountMinor: 74_950 }]);
    await visitor.press('Place the order', { basket: 'waiting' });
    expect(await visitor.buttons()).not.toContain('Create shipment of all that is left order 1002');
    await visitor.press('The customer pays order 1002');
    expect(await visitor.buttons()).toContain('Create shipment of all that is left order 1002');
  });

  it('gives freight and discount back with everything, so that exactly what was paid is refunded', async () => {
    await visitor.press('Place the order', { basket: 'discount', payment: 'async' });
    await visitor.press('Create shipment of all that is left order 1001');
    await visitor.press('Good to go shipment 1001-1');
    await visitor.press('Capture in Centra shipment 1001-1');
    await visitor.press('The provider pays shipment 1001-1');
    await visitor.press('Ship shipment 1001-1');
    await visitor.press('Return one unit shipment 1001-1');
    await visitor.press('Return all shipment 1001-1');
    for (const id of ['500001', '500002']) {
      await visitor.press(`Refund return ${id}`);
      await visitor.press(`The provider refunds return ${id}`);
    }
    const { captures, returns } = await playground.centra.state();
    expect(returns.map(({ refund }) => refund?.state)).toEqual(['refunded', 'refunded']);
    expect(returns.reduce((total, { totalMinor }) => total + totalMinor, 0)).toBe(captures[0]?.amountMinor);
  });

  it('places every basket from every country', async () => {
    for (const basket of BASKET_NAMES) {
      for (const country of MARKET_CODES) {
        expect(await visitor.press('Place the order', { basket, country })).toMatchObject({ status: 200 });
      }
    }
    expect((await playground.centra.state()).orders).toHaveLength(BASKET_NAMES.length * MARKET_CODES.length);
  });

  it('shows what became of webhooks', async () => {
    await visitor.press('Place the order');
    await expect
      .poll(async () => textOf(await visitor.look()).replace(/\s+/g, ' '), { timeout: 10_000 })
      .toContain('order 1001 insert');
    expect(textOf(await visitor.look())).toContain('nobody answered');
  });

  it('offers to remove a VAT rate only while there is one', async () => {
    for (const percent of ['25', '19', '12', '6', '0']) await visitor.press('Remove the VAT rate', { percent });
    expect(await visitor.buttons()).not.toContain('Remove the VAT rate');
  });

  it('does what is pressed, or says why not, whatever is pressed in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 5, maxLength: 25 }), async (choices) => {
        for (const choice of choices) {
          const buttons = await visitor.buttons();
          const button = buttons[choice % buttons.length] ?? '';
          const { status, said } = await visitor.press(button);
          expect([200, 409], `${button}: ${said}`).toContain(status);
          expect(said, button).toMatch(/\.$/);
        }
      }),
      { numRuns: 5 },
    );
  });
});

/** The part of the page about one thing. */
function articleIn(markup: string, id: string): string {
  const from = markup.indexOf(`id="${id}"`);
  return markup.slice(from, markup.indexOf('</article>', from));
}

/** An invoice as any program makes it in Fortnox. */
async function invoiceFor(fortnoxUrl: string, customerNumber: string, description: string): Promise<void> {
  const granted = await fetch(`${fortnoxUrl}/oauth-v1/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa('simulated-client:simulated-client-secret')}`,
      'content-type': 'application/x-www-form-urlencoded',
      tenantid: '123456',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = (await granted.json()) as { readonly access_token: string };
  const response = await fetch(`${fortnoxUrl}/3/invoices`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      Invoice: {
        CustomerNumber: customerNumber,
        InvoiceRows: [{ Description: description, DeliveredQuantity: '1', Price: 100, VAT: 25, AccountNumber: 3001 }],
      },
    }),
  });
  expect(response.status, await response.text()).toBe(201);
}
