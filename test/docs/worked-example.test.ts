import { readFileSync } from 'node:fs';
import { Agent } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCentraControl } from '../../simulators/centra/control.ts';
import { startCentraSimulator } from '../../simulators/centra/server.ts';
import { createCentra } from '../../src/connectors/centra/create-centra.ts';
import { decimalText } from '../../src/domain/money.ts';
import type { SalesMaterial } from '../../src/domain/sales-material.ts';
import { startFortnoxWorld } from '../connectors/fortnox/fortnox-world.ts';
import { mapping } from '../connectors/fortnox/mapping.ts';
import { createMemoryStore } from '../support/memory-store.ts';

/** The examples in `docs/fortnox.md` are what really is sent: this test makes them and compares. */
describe('the worked example in docs/fortnox.md', () => {
  let example: Awaited<ReturnType<typeof playExample>>;
  beforeAll(async () => {
    example = await playExample();
  });

  it.each(['centra-shipment', 'centra-return'] as const)('says what Centra says: %s', (name) => {
    expect(example[name]).toBe(blockIn('fortnox.md', name));
  });

  it.each(['fortnox-invoice', 'fortnox-credit'] as const)('says what is sent to Fortnox: %s', (name) => {
    expect(example[name]).toBe(blockIn('fortnox.md', name));
  });

  it.each(['fortnox-invoice-stored', 'fortnox-credit-stored'] as const)('says what Fortnox made of it: %s', (name) => {
    expect(example[name]).toBe(blockIn('fortnox.md', name));
  });
});

/** Three T-shirts for 1,000.00, 10 % off by a voucher, with freight; one of them comes back. */
async function playExample() {
  const simulator = await startCentraSimulator({ token: 'secret', rateLimits: 'off', now: () => DAY });
  const dispatcher = new Agent();
  const settings = { url: simulator.graphqlUrl, token: 'secret', timeoutMs: 5_000, dispatcher, limits: [] };
  const centra = createCentra({ ...settings, store: createMemoryStore() });
  const shop = createCentraControl(simulator.controlUrl);
  const fortnox = await startFortnoxWorld(
    { firstDocumentNumber: 2001, now: () => DAY },
    { mapping: { ...mapping, discountAccount: 3731, payments: {} } },
  );
  await fortnox.control.addAccount(3731);

  const order = await shop.placeOrder({
    number: 1001,
    lines: [
      {
        sku: 'TEE-WHITE-M',
        productName: 'T-shirt',
        variantName: 'White',
        size: 'M',
        quantity: 3,
        unitPrice: 333.33,
        lineValue: 1000,
        taxPercent: 25,
      },
    ],
    shippingCost: 49,
    discount: 100,
    paymentMethod: 'klarna',
  });
  const shipment = await shop.createShipment(order.number, { isGoodToGo: true });
  await shop.captureShipment(shipment.id);
  await shop.shipShipment(shipment.id);
  const sold = await centra.shipmentMaterial(shipment.id);
  const invoice = await fortnox.erp.createDocument({
    key: `acme-S-${String(shipment.id).padStart(10, '0')}-invoice`,
    material: sold,
    documentDate: '2026-03-02',
    deliveryDate: '2026-03-02',
  });

  const returned = await shop.createReturn(shipment.id, {
    lines: [{ shipmentLineId: shipment.lines[0]?.id ?? 0, quantity: 1 }],
    discount: 33.33,
  });
  await shop.completeReturn(returned.id);
  const back = await centra.returnMaterial(returned.id);
  await fortnox.erp.createDocument({
    key: `acme-R-${String(returned.id).padStart(10, '0')}-credit`,
    material: back,
    documentDate: '2026-03-02',
    deliveryDate: '2026-03-02',
    originalDocumentNumber: invoice.documentNumber,
  });

  const { invoices } = await fortnox.control.state();
  const [sentInvoice, sentCredit] = fortnox.sent
    .filter(({ method, path }) => method === 'POST' && path === '/3/invoices')
    .map(({ body }) => JSON.parse(body ?? '') as { Invoice: object });
  const [storedInvoice, storedCredit] = invoices;
  await Promise.all([simulator.stop(), fortnox.simulator.stop(), dispatcher.destroy()]);
  return {
    'centra-shipment': asTable(sold),
    'centra-return': asTable(back),
    'fortnox-invoice': JSON.stringify(sentInvoice, null, 2),
    'fortnox-credit': JSON.stringify(onlyOwn(sentCredit?.Invoice, sentInvoice?.Invoice), null, 2),
    'fortnox-invoice-stored': storedLine(storedInvoice),
    'fortnox-credit-stored': storedLine(storedCredit),
  };
}

const DAY = new Date('2026-03-02T10:00:00+01:00');

function asTable({ lines, totalMinor, vatMinor, currency }: SalesMaterial): string {
  const money = (minor: number): string => decimalText(minor, currency);
  const row = (cells: readonly (string | number)[]): string =>
    [String(cells[0]).padEnd(10), ...cells.slice(1).map((cell) => String(cell).padStart(9))].join('');
  return [
    row(['', 'units', 'value', 'VAT %', 'VAT']),
    ...lines.map((line) =>
      row([line.kind, line.quantity, money(line.valueMinor), line.vatPercent, money(line.vatMinor)]),
    ),
    row(['total', '', money(totalMinor), '', money(vatMinor)]),
  ].join('\n');
}

/** Of a document, the fields that another one does not say alike. */
function onlyOwn(document: object = {}, other: object = {}): object {
  const same = new Map(Object.entries(other).map(([field, value]) => [field, JSON.stringify(value)]));
  return Object.fromEntries(
    Object.entries(document).filter(([field, value]) => same.get(field) !== JSON.stringify(value)),
  );
}

function storedLine(invoice: { Total: number; TotalVAT: number; RoundOff: number } | undefined): string {
  return `Total ${invoice?.Total.toFixed(2)}   TotalVAT ${invoice?.TotalVAT.toFixed(2)}   RoundOff ${invoice?.RoundOff.toFixed(2)}`;
}

/** The code block that follows `<!-- example: name -->`. */
function blockIn(file: string, name: string): string {
  const text = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
  const [, block = ''] = new RegExp(`<!-- example: ${name} -->\\s+\`\`\`\\w*\\n([\\s\\S]*?)\\n\`\`\``).exec(text) ?? [];
  return block;
}
