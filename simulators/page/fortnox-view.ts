import type { FortnoxState } from '../fortnox/control.ts';
import { button, buttonsFor, choices, field, form } from './buttons.ts';
import type { CompanySettings } from './company.ts';
import { STOCK_POINTS } from './demo-values.ts';
import { COMPANY_ACTIONS, INVOICE_ACTIONS, type Invoice } from './fortnox-actions.ts';
import { html, type Html } from './html.ts';
import { checks, facts, table } from './tables.ts';
import { amount, counted } from './words.ts';

/** More would only be scrolled past. */
const MOST_INVOICES = 25;

export function fortnoxView(state: FortnoxState, settings: CompanySettings, today: string): Html {
  const left = state.invoices.length - MOST_INVOICES;
  return html`<section class="system" id="fortnox" aria-labelledby="fortnox-heading">
    <h2 id="fortnox-heading">Fortnox</h2>
    ${companyView(settings, today)}
    ${
      state.invoices.length === 0 &&
      html`<p class="none">No invoice yet. Shipledger makes one for each shipment: good to go is what it waits for.</p>`
    }
    ${state.invoices.toReversed().slice(0, MOST_INVOICES).map(invoiceView)}
    ${left > 0 && html`<p class="none">${counted(left, 'older invoice is', 'older invoices are')} not shown.</p>`}
    ${paymentsView(state)} ${stockDocumentsView(state)} ${articlesView(state)}
  </section>`;
}

function invoiceView(invoice: Invoice): Html {
  const number = invoice.DocumentNumber;
  const isCredit = invoice.Credit === 'true';
  const money = (value: number): string => amount(value, invoice.Currency);
  return html`<article class="card" id="invoice-${number}" aria-labelledby="invoice-${number}-heading">
    <header>
      <h3 id="invoice-${number}-heading">${isCredit ? 'Credit invoice' : 'Invoice'} ${number}</h3>
      ${
        invoice.Cancelled
          ? html`<span class="chip cancelled">cancelled</span>`
          : checks([
              ['booked', invoice.Booked],
              ['sent', invoice.Sent],
              ['settled', invoice.Booked && invoice.Balance === 0],
            ])
      }
      <b class="amount">${money(invoice.Total)}</b>
    </header>
    ${facts([
      ['Date', invoice.InvoiceDate],
      ['Customer', `${invoice.CustomerNumber} ${invoice.CustomerName}`],
      ['VAT', money(invoice.TotalVAT)],
      ['Balance', money(invoice.Balance)],
      ['Key', html`<code>${invoice.ExternalInvoiceReference1}</code>`],
    ])}
    <details>
      <summary>${counted(invoice.InvoiceRows.length, 'row')}</summary>
      ${table(
        `Rows of invoice ${number}`,
        [
          { head: 'Description', cell: (row) => row.Description, isLong: true },
          { head: 'Quantity', cell: (row) => row.DeliveredQuantity, isNumber: true },
          { head: 'Price', cell: (row) => money(row.Price), isNumber: true },
          { head: 'VAT', cell: (row) => `${row.VAT} %`, isNumber: true },
          { head: 'Account', cell: (row) => row.AccountNumber, isNumber: true },
          { head: 'Total', cell: (row) => money(row.Total), isNumber: true },
        ],
        invoice.InvoiceRows,
        'It has no rows.',
      )}
    </details>
    ${buttonsFor(INVOICE_ACTIONS, invoice, `/invoices/${number}`, `invoice ${number}`)}
  </article>`;
}

function companyView(settings: CompanySettings, today: string): Html {
  const path = '/company/settings';
  const { lockedUntil, vatRates, roundToWholeKrona } = settings;
  const { 'count-stock': _stock, ...actions } = COMPANY_ACTIONS;
  const onlyButtons = (...names: readonly string[]) =>
    buttonsFor(
      Object.fromEntries(Object.entries(actions).filter(([name]) => names.includes(name))),
      settings,
      path,
      '',
    );
  return html`<details class="card">
    <summary>
      The company: VAT ${vatRates.join(', ')} %;
      ${lockedUntil === null ? 'no locked period' : `locked to ${lockedUntil}`};
      ${roundToWholeKrona ? 'rounds to whole kronor' : 'keeps the öre'}
    </summary>
    <p>What an administrator may do at any time. Shipledger must cope with it, and say in words what is missing.</p>
    ${form(
      `${path}/lock`,
      html`<div class="row">
        ${field('Lock all days until', html`<input name="until" type="date" value="${today}" required />`)}
        ${button('Lock', 'the period')}
      </div>`,
    )}
    ${onlyButtons('unlock')}
    ${form(
      `${path}/remove-vat-rate`,
      html`<div class="row">
        ${field(
          'A VAT rate that is set up',
          choices(
            'percent',
            vatRates.map((rate) => [String(rate), `${rate} %`]),
          ),
        )}
        ${button('Remove', 'the VAT rate', 'grave')}
      </div>`,
    )}
    ${form(
      `${path}/add-vat-rate`,
      html`<div class="row">
        ${field(
          'A new VAT rate, percent',
          html`<input name="percent" inputmode="decimal" value="25" size="5" required />`,
        )}
        ${button('Add', 'the VAT rate')}
      </div>`,
    )}
    ${onlyButtons('round', 'do-not-round')}
  </details>`;
}

function paymentsView({ payments }: FortnoxState): Html {
  return html`<section class="card" aria-labelledby="payments-heading">
    <h3 id="payments-heading">Payments</h3>
    ${table(
      'Payments',
      [
        { head: 'Number', cell: (payment) => payment.Number },
        { head: 'Invoice', cell: (payment) => payment.InvoiceNumber, isNumber: true },
        { head: 'Date', cell: (payment) => payment.PaymentDate },
        { head: 'By', cell: (payment) => payment.ModeOfPayment },
        { head: 'Amount', cell: (payment) => amount(payment.AmountCurrency, payment.Currency), isNumber: true },
        { head: 'Booked', cell: (payment) => (payment.Booked ? 'yes' : 'no') },
      ],
      payments.toReversed(),
      'None is registered.',
    )}
  </section>`;
}

function stockDocumentsView({ stockDocuments }: FortnoxState): Html {
  return html`<section class="card" aria-labelledby="stock-documents-heading">
    <h3 id="stock-documents-heading">Stock documents</h3>
    ${table(
      'Stock documents',
      [
        { head: 'Document', isLong: true, cell: ({ type, id }) => `${type} ${id}` },
        { head: 'Way', cell: ({ direction }) => (direction === 'inbound' ? 'in' : 'out') },
        { head: 'Date', cell: ({ date }) => date },
        {
          head: 'Moves',
          isLong: true,
          cell: ({ rows }) => rows.map(({ quantity, itemId }) => `${quantity} × ${itemId}`).join(', '),
        },
        {
          head: 'State',
          cell: ({ voided, warehouseReady }) => (voided ? 'voided' : warehouseReady ? 'released' : 'draft'),
        },
      ],
      stockDocuments.toReversed(),
      'None has been made.',
    )}
  </section>`;
}

function articlesView({ stockBalances }: FortnoxState): Html {
  const articles = [...new Set(stockBalances.map(({ itemId }) => itemId))];
  return html`<section class="card" aria-labelledby="articles-heading">
    <h3 id="articles-heading">Articles in stock</h3>
    ${table(
      'Articles in stock',
      [
        { head: 'Article', cell: ({ itemId }) => itemId },
        { head: 'Stock point', cell: ({ stockPointCode }) => stockPointCode },
        { head: 'In stock', cell: ({ inStock }) => inStock, isNumber: true },
        { head: 'Available', cell: ({ availableStock }) => availableStock, isNumber: true },
      ],
      stockBalances,
      'None. What is ordered on this page is put in stock by itself.',
    )}
    ${
      articles.length > 0 &&
      form(
        '/company/settings/count-stock',
        html`<div class="row">
          ${field(
            'Article',
            choices(
              'article',
              articles.map((article) => [article, article]),
            ),
          )}
          ${field(
            'Stock point',
            choices(
              'stockPoint',
              STOCK_POINTS.map(({ code, name }) => [code, name]),
            ),
          )}
          ${field('Units', html`<input name="quantity" inputmode="decimal" value="0" size="6" required />`)}
          ${button('Set the stock', '')}
        </div>`,
      )
    }
  </section>`;
}
