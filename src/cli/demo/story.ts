import { setTimeout as sleep } from 'node:timers/promises';
import { formatMoney } from '../../domain/money.ts';
import type { OrderView, StepView } from '../../domain/order-view.ts';
import { PROBLEMS } from '../../domain/problems.ts';
import type { StepKind } from '../../domain/steps.ts';
import { createOperator, type Operator } from './operator.ts';
import type { Stage } from './stage.ts';

export interface Ending {
  readonly orderNumber: number;
  readonly isCompleted: boolean;
}

/** How long the story waits for something that Shipledger should do by itself. */
const PATIENCE_MS = 60_000;

/**
 * The life of one order, played by the simulators and told in plain words. Nothing here does Shipledger's work: parcels
 * are packed and sent in Centra, a person mends what a person must, and the rest happens by itself.
 */
export async function tellStory(stage: Stage, say: (line: string) => void, asked: AbortSignal): Promise<Ending> {
  const { centra, fortnox, calendar } = stage;
  const operator = createOperator(stage);
  const told = new Set<string>();

  calendar.setDaysAgo(2);
  day(say, calendar.now());
  const order = await centra.placeOrder({
    country: 'DE',
    currency: 'EUR',
    paymentMethod: 'klarna',
    shippingCost: 9.5,
    lines: [
      {
        sku: 'JKT-BLK-M',
        productName: 'Jacket',
        variantName: 'Black',
        size: 'M',
        quantity: 1,
        unitPrice: 249.95,
        taxPercent: 19,
        warehouse: 'Stockholm',
      },
      {
        sku: 'TEE-WHT-M',
        productName: 'T-shirt',
        variantName: 'White',
        size: 'M',
        quantity: 3,
        unitPrice: 33.33,
        lineValue: 100,
        taxPercent: 19,
        warehouse: 'Stockholm',
      },
    ],
  });
  for (const { sku } of order.lines)
    await fortnox.addArticle({ articleNumber: sku, description: sku, stockGoods: true, quantity: 10 });
  say(
    `A customer in Germany places order ${order.number}: a jacket for 249.95 EUR, three T-shirts for 100.00 EUR, freight 9.50 EUR.`,
  );
  const [jacket, shirts] = order.lines;
  if (!jacket || !shirts) throw new Error('the simulated Centra lost the order’s lines');
  const watch = watcher(operator, order.number, told, say, asked);

  const first = await centra.createShipment(order.number, {
    lines: [{ lineId: shirts.id, quantity: 3 }],
    isGoodToGo: true,
  });
  say(`The warehouse packs parcel ${first.number}, the T-shirts with the freight: good to go.`);
  await watch(
    'the invoice of the first parcel to be refused',
    (view) => stepOf(view, `S-${first.id}-invoice`)?.problem !== undefined,
  );
  say('  The money is taken; the invoice waits for a person, and nothing wrong is in the books.');
  await fortnox.addVatRate(19);
  say('Finance adds the VAT rate of 19 % in Fortnox and presses retry.');
  await operator.retry(order.number, 'VAT rate of 19 % added in Fortnox');
  await watch('the first parcel to be paid', (view) => stepOf(view, `S-${first.id}-payment`)?.state === 'done');

  await centra.shipShipment(first.id);
  say(`Parcel ${first.number} leaves the warehouse.`);
  await watch('its stock to move', (view) => stepOf(view, `S-${first.id}-stock`)?.state === 'done');

  calendar.setDaysAgo(1);
  day(say, calendar.now());
  const second = await centra.createShipment(order.number, {
    lines: [{ lineId: jacket.id, quantity: 1 }],
    isGoodToGo: true,
  });
  say(`The jacket has come in: parcel ${second.number} is packed.`);
  await watch('the second parcel to be paid', (view) => stepOf(view, `S-${second.id}-payment`)?.state === 'done');
  const shirtLine = first.lines[0];
  if (!shirtLine) throw new Error('the simulated Centra lost the shipment’s lines');
  const back = await centra.createReturn(first.id, {
    lines: [{ shipmentLineId: shirtLine.id, quantity: 1 }],
    restock: 'release',
  });
  say('Meanwhile the customer sends one T-shirt back: a return is opened.');
  await centra.shipShipment(second.id);
  say(`Parcel ${second.number} leaves the warehouse.`);
  await watch('its stock to move', (view) => stepOf(view, `S-${second.id}-stock`)?.state === 'done');

  calendar.setDaysAgo(0);
  day(say, calendar.now());
  await centra.completeReturn(back.id);
  say('The T-shirt has arrived, and the return is completed.');
  const end = await watch('the order to be completed', (view) => view.stage === 'completed');
  say(`Order ${order.number} is completed: every parcel and every return is accounted for.`);
  return { orderNumber: order.number, isCompleted: end.stage === 'completed' };
}

function day(say: (line: string) => void, date: Date): void {
  say(`\n— ${date.toISOString().slice(0, 10)} —`);
}

/** Watches the order through the API and tells each thing that Shipledger did, once. */
function watcher(
  operator: Operator,
  orderNumber: number,
  told: Set<string>,
  say: (line: string) => void,
  asked: AbortSignal,
) {
  return async (what: string, isReached: (view: OrderView) => boolean): Promise<OrderView> => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const view = await operator.order(orderNumber);
      if (view) {
        for (const step of view.lanes.flatMap((lane) => lane.steps)) tell(step, view.currency ?? '', told, say);
        if (isReached(view)) return view;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `waited ${PATIENCE_MS / 1000} s in vain for ${what}; the order stands so: ${JSON.stringify(view)}`,
        );
      }
      await sleep(200, undefined, { signal: asked });
    }
  };
}

/** What each kind of step did, in plain words. */
const WORDS: Readonly<Record<StepKind, (step: StepView, amount: string) => string>> = {
  capture: (step, amount) => `captured ${amount} for parcel ${step.title}`,
  invoice: (step, amount) => `booked invoice ${step.reference} over ${amount} for parcel ${step.title}`,
  payment: (step, amount) => `registered the payment of ${amount}: the invoice of ${step.title} is settled`,
  stock: (step) => `moved stock for ${step.title}`,
  credit: (step, amount) => `booked credit invoice ${step.reference} over ${amount} for ${step.title}`,
  review: (step) => `noted what a person decided about ${step.title}`,
};

function tell(step: StepView, currency: string, told: Set<string>, say: (line: string) => void): void {
  const news = `${step.id} ${step.problem?.code ?? step.state}`;
  if (told.has(news)) return;
  told.add(news);
  if (step.problem) {
    const { title, remedy } = PROBLEMS[step.problem.code];
    say(`  ✗ ${step.title}: ${title}: ${step.problem.detail}`);
    say(`    Remedy: ${remedy}`);
  }
  if (step.state === 'done') say(`  ✓ Shipledger ${WORDS[step.kind](step, formatMoney(step.amountMinor, currency))}`);
}

function stepOf(view: OrderView, id: string): StepView | undefined {
  return view.lanes.flatMap((lane) => lane.steps).find((step) => step.id === id);
}
