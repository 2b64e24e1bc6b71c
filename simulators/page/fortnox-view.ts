import type { FortnoxState } from '../fortnox/control.ts';
import { button, buttonsFor, choices, field, form } from './buttons.ts';
import { STOCK_POINTS } from './demo-values.ts';
import { COMPANY_ACTIONS, INVOICE_ACTIONS, type Company, type Invoice } from './fortnox-actions.ts';
import { html, type Html } from './html.ts';
import { checks, facts, table } from './tables.ts';
import { amount, counted } from './words.ts';

/** More would only be scrolled past. */
const MOST_INVOICES = 25;

export function fortnoxView(state: FortnoxState, today: string): Html {
  const left = state.invoices.length - MOST_INVOICES;
  return html`<section class="system" id="fortnox" aria-labelledby="fortnox-heading">
    <h2 id="fortnox-heading">Fortnox</h2>
    ${companyView(state, today)}
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

function companyView({ company, access, customers }: FortnoxState, today: string): Html {
  const path = '/company/settings';
  const { vatRates } = company;
  const { 'count-stock': _stock, ...actions } = COMPANY_ACTIONS;
  const onlyButtons = (...names: readonly string[]) =>
    buttonsFor(Object.fromEntries(Object.entries(actions).filter(([name]) => names.includes(name))), company, path, '');
  return html`<details class="card">
    <summary>${summaryOf(company)}</summary>
    <p>What an administrator may do at any time. Shipledger must cope with it, and say in words what is missing.</p>
    ${facts([
      ['Books', BOOKED_WHEN[company.accountingMethod]],
      ['Currencies', Object.keys(company.currencies).join(', ')],
      ['Modes of payment', Object.keys(company.modesOfPayment).join(', ')],
      ['Warehouse module', company.warehouse.activated ? 'on' : 'off'],
      ['Customers', customers.map(({ CustomerNumber, Name }) => `${CustomerNumber} ${Name}`).join(', ')],
      ['A client may use', access.hasApiLicence ? usable(access).join(', ') : 'nothing: there is no API licence'],
    ])}
    ${form(
      `${path}/lock`,
      html`<div class="row">
        ${field('Lock all days until', html`<input name="until" type="date" value="${today}" required />`)}
        ${button('Lock', 'the period')}
      </div>`,
    )}
    ${onlyButtons('unlock')}
    ${
      vatRates.length > 0
        ? form(
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
          )
        : ''
    }
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

const BOOKED_WHEN: Readonly<Record<Company['accountingMethod'], string>> = {
  ACCRUAL: 'what is invoiced',
  CASH: 'what is paid',
};

const summaryOf = ({ vatRates, lockedUntil, roundToWholeKrona }: Company): string =>
  [
    `The company: VAT ${vatRates.join(', ')} %`,
    lockedUntil === null ? 'no locked period' : `locked to ${lockedUntil}`,
    roundToWholeKrona ? 'rounds to whole kronor' : 'keeps the öre',
  ].join('; ');

/** What it was consented to and what the company has a licence for. */
const usable = ({ scopes, licences }: FortnoxState['access']): readonly string[] =>
  scopes.filter((scope) => licences.includes(scope));

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

function articlesView({ articles, stockBalances }: FortnoxState): Html {
  const rows = articles.flatMap((article) => {
    const own = stockBalances.filter(({ itemId }) => itemId === article.ArticleNumber);
    return (own.length === 0 ? [undefined] : own).map((balance) => ({ article, balance }));
  });
  return html`<section class="card" aria-labelledby="articles-heading">
    <h3 id="articles-heading">Articles</h3>
    ${table(
      'Articles',
      [
        { head: 'Article', cell: ({ article }) => article.ArticleNumber },
        { head: 'Name', isLong: true, cell: ({ article }) => article.Description },
        { head: 'Stock point', cell: ({ balance }) => balance?.stockPointCode ?? 'none' },
        { head: 'In stock', cell: ({ balance }) => balance?.inStock, isNumber: true },
        { head: 'Available', cell: ({ balance }) => balance?.availableStock, isNumber: true },
      ],
      rows,
      'None. What is ordered on this page is put in stock by itself.',
    )}
    ${articles.length > 0 && stockForm(articles)}
  </section>`;
}

const stockForm = (articles: FortnoxState['articles']): Html =>
  form(
    '/company/settings/count-stock',
    html`<div class="row">
      ${field(
        'Article',
        choices(
          'article',
          articles.map(({ ArticleNumber = '', Description = '' }) => [
            ArticleNumber,
            `${ArticleNumber} ${Description}`,
          ]),
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
  );
