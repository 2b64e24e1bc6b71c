import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { retry } from '../../src/workflows/messages.ts';
import { ensureTemporalCli } from '../../tools/temporal-cli/ensure-temporal-cli.ts';
import { JACKET, SHIRTS } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, stepIn, type World } from '../support/world.ts';

/**
 * `npm run histories:record`: records one history for each kind of order below, named after the version. Run it when a
 * release is made, or when the executor changed behind `patched`; histories that are there are never written again,
 * since orders of old versions are still open somewhere.
 */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const KINDS: Readonly<Record<string, (world: World) => Promise<number>>> = {
  'split-refused-returned': async (world) => {
    const lines = [
      { ...JACKET, unitPrice: 249.95, taxPercent: 19 },
      { ...SHIRTS, taxPercent: 19 },
    ];
    for (const { sku } of lines)
      await world.fortnox.addArticle({ articleNumber: sku, description: sku, stockGoods: true, quantity: 9 });
    const order = await world.centra.placeOrder({ lines, country: 'DE', currency: 'EUR', paymentMethod: 'klarna' });
    const [jacket, shirts] = order.lines;
    const first = await world.centra.createShipment(order.number, {
      lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }],
      isGoodToGo: true,
    });
    const handle = await world.wake(order.number);
    await world.until(order.number, (view) => stepIn(view, `S-${first.id}-invoice`)?.state === 'needsAttention');
    await world.fortnox.addVatRate(19);
    await handle.signal(retry, { by: 'anna', reason: 'VAT rate added' });
    await world.until(order.number, (view) => isDone(view, `S-${first.id}-payment`));
    const second = await world.centra.createShipment(order.number, {
      lines: [{ lineId: shirts?.id ?? 0, quantity: 3 }],
      isGoodToGo: true,
    });
    await world.centra.shipShipment(first.id);
    const back = await world.centra.createReturn(first.id, { restock: 'release' });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${second.id}-payment`));
    await world.centra.shipShipment(second.id);
    await world.centra.completeReturn(back.id);
    await (await world.wake(order.number)).result();
    return order.number;
  },
  plain: (world) => soldAndShipped(world),
  wholesale: async (world) => soldAndShipped(world, { type: 'wholesale' }),
  'gift-card': async (world) => soldAndShipped(world, { giftCard: 500 }),
  'capture-answered-later': async (world) => {
    const { order, parcel, handle } = await sold(world, { payment: 'async' });
    await world.until(order.number, (view) => stepIn(view, `S-${parcel.id}-capture`)?.state === 'pending');
    await world.centra.settleCapture(parcel.id, 'success');
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await world.centra.shipShipment(parcel.id);
    await world.wake(order.number);
    await handle.result();
    return order.number;
  },
  unknown: async (world) => {
    await world.wake(999_999);
    await world.until(999_999, (view) => view.stage === 'attention');
    return 999_999;
  },
};

const fileOf = (kind: string): URL => new URL(`./order-${version}-${kind}.json`, import.meta.url);

/** An order of one jacket, whose parcel is good to go. */
async function sold(world: World, more: object = {}) {
  const order = await createShop(world).place([JACKET], more);
  const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
  return { order, parcel, handle: await world.wake(order.number) };
}

async function soldAndShipped(world: World, more: object = {}): Promise<number> {
  const { order, parcel, handle } = await sold(world, more);
  await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-invoice`));
  await world.centra.markPaid(parcel.id).catch(() => undefined); // Captured already, but for wholesale.
  await world.centra.shipShipment(parcel.id);
  await world.wake(order.number);
  await handle.result();
  return order.number;
}

const world = await openWorld({
  temporalCli: await ensureTemporalCli({ log: console.error }),
  policy: {
    stock: { mode: 'document' },
    complete: { returnsWindowDays: 0 },
    mapping: {
      customers: { default: '1' },
      salesAccounts: [
        { country: 'SE', vatPercent: 25, account: 3001 },
        { country: 'DE', vatPercent: 19, account: 3106 },
      ],
      payments: { klarna: { modeOfPayment: 'KLARNA' } },
      giftCardPayment: { modeOfPayment: 'CARD' },
      stockPoints: { Stockholm: 'HL' },
    },
  },
});
try {
  for (const [kind, live] of Object.entries(KINDS)) {
    const file = fileOf(kind);
    if (existsSync(file)) {
      console.log(`${file.pathname}: stays as it was recorded`);
      continue;
    }
    const orderNumber = await live(world);
    const history = await world.historyOf(orderNumber);
    writeFileSync(file, `${historyToJSON(history)}\n`);
    console.log(`${file.pathname}: ${history.events?.length} events`);
  }
} finally {
  await world.stop();
}
