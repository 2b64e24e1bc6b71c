import type { CentraSnapshot } from '../centra/control.ts';
import { buttonsFor } from './buttons.ts';
import { ORDER_ACTIONS, RETURN_ACTIONS, SHIPMENT_ACTIONS } from './centra-actions.ts';
import { ordersOf, type Order, type Return, type Shipment } from './centra-orders.ts';
import { webhookTroubleForm } from './faults-view.ts';
import { html, type Html } from './html.ts';
import { orderForm } from './order-form.ts';
import { checks, facts, table } from './tables.ts';
import { counted, country, instant, minorAmount, words } from './words.ts';

/** More would only be scrolled past. */
const MOST_ORDERS = 25;

export function centraView(snapshot: CentraSnapshot): Html {
  const orders = ordersOf(snapshot);
  const left = orders.length - MOST_ORDERS;
  return html`<section class="system" id="centra" aria-labelledby="centra-heading">
    <h2 id="centra-heading">Centra</h2>
    <div class="card">${orderForm()}</div>
    ${orders.length === 0 && html`<p class="none">No order yet. Place one: the rest happens to it.</p>`}
    ${orders.slice(0, MOST_ORDERS).map(orderView)}
    ${left > 0 && html`<p class="none">${counted(left, 'older order is', 'older orders are')} not shown.</p>`}
  </section>`;
}

function orderView(order: Order): Html {
  const { number, currency } = order;
  const name = `order ${number}`;
  return html`<article class="card" id="order-${number}" aria-labelledby="order-${number}-heading">
    <header>
      <h3 id="order-${number}-heading">Order ${number}</h3>
      <span class="chip ${order.status.toLowerCase()}">${words(order.status)}</span>
      ${order.isOnHold && html`<span class="chip hold">on hold</span>`}
      ${order.isWaitingForPayment && html`<span class="chip hold">waits for payment</span>`}
      <b class="amount">${minorAmount(order.totalMinor, currency)}</b>
    </header>
    <p class="about">
      ${order.type === 'wholesale' ? 'Wholesale' : 'Consumer'}, ${country(order.country)}, ${instant(order.createdAt)}
    </p>
    ${table(
      `Lines of ${name}`,
      [
        { head: 'Article', cell: ({ sku, productName }) => html`${productName} <small>${sku}</small>` },
        { head: 'Ordered', cell: ({ originalQuantity }) => originalQuantity, isNumber: true },
        { head: 'To pack', cell: ({ unpacked }) => unpacked, isNumber: true },
        { head: 'Tax', cell: ({ taxPercent }) => `${taxPercent} %`, isNumber: true },
        {
          head: order.type === 'wholesale' ? 'Value without tax' : 'Value',
          cell: ({ originalValueMinor }) => minorAmount(originalValueMinor, currency),
          isNumber: true,
        },
      ],
      order.lines,
      'It has no lines.',
    )}
    ${buttonsFor(ORDER_ACTIONS, order, `/orders/${number}`, name)} ${order.shipments.map(shipmentView)}
    ${paymentsView(order)}
  </article>`;
}

function shipmentView(shipment: Shipment): Html {
  const { id, number, currency } = shipment;
  const name = `shipment ${number}`;
  return html`<section class="inner" id="shipment-${id}" aria-labelledby="shipment-${id}-heading">
    <header>
      <h4 id="shipment-${id}-heading">Shipment ${number}</h4>
      ${checks([
        ['created', true],
        ['good to go', shipment.isGoodToGo],
        ['paid', shipment.isPaid],
        ['shipped', shipment.isShipped],
      ])}
      <b class="amount">${minorAmount(shipment.totalMinor, currency)}</b>
    </header>
    <p class="about">
      ${shipment.lines.map(({ sku, quantity, warehouse }) => `${quantity} × ${sku} from ${warehouse}`).join(', ')}.
      ${moneyWords(shipment)} ${shipment.shippedAt !== null && ` Left ${instant(shipment.shippedAt)}.`}
    </p>
    ${buttonsFor(SHIPMENT_ACTIONS, shipment, `/shipments/${id}`, name)} ${shipment.returns.map(returnView)}
  </section>`;
}

function moneyWords(shipment: Shipment): string {
  const { capturedMinor, capturedGiftCardMinor, captureRequestedMinor, currency } = shipment;
  if (captureRequestedMinor !== null) {
    return `The provider was asked for ${minorAmount(captureRequestedMinor, currency)} and has not answered.`;
  }
  const byProvider = capturedMinor === null ? '' : `${minorAmount(capturedMinor, currency)} captured.`;
  return capturedGiftCardMinor
    ? `${byProvider} ${minorAmount(capturedGiftCardMinor, currency)} by gift card.`
    : byProvider;
}

function returnView(returned: Return): Html {
  const { id, currency } = returned;
  return html`<section class="inner" id="return-${id}" aria-labelledby="return-${id}-heading">
    <header>
      <h5 id="return-${id}-heading">Return ${id}</h5>
      ${checks([
        ['completed', returned.status === 'COMPLETED'],
        ['refunded', returned.refund?.state === 'refunded'],
      ])}
      <b class="amount">−${minorAmount(returned.totalMinor, currency)}</b>
    </header>
    <p class="about">
      ${counted(returned.units, 'unit')}, ${stockWords(returned)}.
      ${returned.refund?.state === 'requested' && 'The provider was asked to refund it and has not answered.'}
    </p>
    ${buttonsFor(RETURN_ACTIONS, returned, `/returns/${id}`, `return ${id}`)}
  </section>`;
}

const stockWords = ({ isReturnedToStock, returnWarehouse }: Return): string =>
  isReturnedToStock ? `back to ${returnWarehouse ?? 'the warehouse'}` : 'not back to stock';

function paymentsView({ number, currency, paymentHistory }: Order): Html {
  return html`<details>
    <summary>${counted(paymentHistory.length, 'payment entry', 'payment entries')}</summary>
    ${table(
      `Payments of order ${number}`,
      [
        { head: 'When', cell: ({ createdAt }) => instant(createdAt) },
        { head: 'What', cell: ({ entryType }) => words(entryType) },
        { head: 'Outcome', cell: ({ status }) => words(status) },
        { head: 'Amount', cell: ({ valueMinor }) => minorAmount(valueMinor, currency), isNumber: true },
      ],
      paymentHistory,
      'Nothing was paid or authorised.',
    )}
  </details>`;
}

const MOST_DELIVERIES = 10;

export function webhooksView({ webhooks }: CentraSnapshot, webhookUrl: string): Html {
  return html`<section class="card" id="webhooks" aria-labelledby="webhooks-heading">
    <h2 id="webhooks-heading">Webhooks of Centra</h2>
    <p>To <code>${webhookUrl}</code>. As Centra by default, it tries once: what nobody answers is lost.</p>
    ${facts([
      ['delivered', webhooks.delivered],
      ['given up', webhooks.givenUp],
      ['events lost', webhooks.lost],
      ['doubled', webhooks.doubled],
      ['overtaken', webhooks.shuffled],
    ])}
    ${table(
      'The last webhooks',
      [
        {
          head: 'What it told',
          isLong: true,
          cell: ({ events }) => events.map(({ type, action, id }) => `${type} ${id} ${words(action)}`).join(', '),
        },
        { head: 'Outcome', cell: ({ outcome }) => (outcome === 'delivered' ? 'delivered' : 'given up') },
        { head: 'Answer', cell: ({ lastStatus }) => lastStatus ?? 'nobody answered', isNumber: true },
      ],
      webhooks.deliveries.slice(-MOST_DELIVERIES).toReversed(),
      'Nothing has happened yet that it would tell.',
    )}
    ${webhookTroubleForm()}
  </section>`;
}
