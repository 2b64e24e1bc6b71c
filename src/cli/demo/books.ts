import { decimalText, minorFromDecimal, sumMinor } from '../../domain/money.ts';
import type { OrderView } from '../../domain/order-view.ts';
import { createOperator } from './operator.ts';
import type { Stage } from './stage.ts';
import { textTable } from './text-table.ts';

/** One document, as we or the ERP have it. A credit's amount is negative. */
interface Entry {
  readonly documentNumber: string;
  readonly what: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface Comparison {
  readonly text: string;
  readonly invoices: number;
  readonly credits: number;
  /** Documents that only one side has, or that the two sides have with different amounts. */
  readonly differences: number;
}

/** Puts our books beside those of the ERP and counts where they differ. */
export async function compareBooks(stage: Stage, orderNumber: number): Promise<Comparison> {
  const view = await createOperator(stage).order(orderNumber);
  if (!view) throw new Error(`Shipledger does not know order ${orderNumber}`);
  const ours = ourEntries(view);
  const erps = await erpEntries(stage);
  const numbers = [...new Set([...ours, ...erps].map((entry) => entry.documentNumber))].toSorted();
  const amountIn = (entries: readonly Entry[], number: string): number | undefined =>
    entries.find((entry) => entry.documentNumber === number)?.amountMinor;
  const different = numbers.filter((number) => amountIn(ours, number) !== amountIn(erps, number));
  const credits = erps.filter((entry) => entry.amountMinor < 0).length;
  const currency = view.currency ?? '';
  const difference = sumMinor(ours.map((e) => e.amountMinor)) - sumMinor(erps.map((e) => e.amountMinor));
  return {
    invoices: erps.length - credits,
    credits,
    differences: different.length,
    text: [
      table('Ours', ours, currency),
      table('Fortnox (booked)', erps, currency),
      `Difference: ${decimalText(difference, currency)} ${currency} in ${different.length} documents`,
    ].join('\n\n'),
  };
}

function ourEntries(view: OrderView): Entry[] {
  const currency = view.currency ?? '';
  return view.lanes
    .flatMap((lane) => lane.steps)
    .filter((step) => (step.kind === 'invoice' || step.kind === 'credit') && step.state === 'done')
    .map((step) => ({
      documentNumber: step.reference ?? '',
      what: `${step.kind} ${step.title}`,
      amountMinor: step.kind === 'credit' ? -step.amountMinor : step.amountMinor,
      currency,
    }));
}

async function erpEntries({ fortnox }: Stage): Promise<Entry[]> {
  const { invoices } = await fortnox.state();
  return invoices
    .filter((invoice) => invoice.Booked && !invoice.Cancelled)
    .map((invoice) => ({
      documentNumber: invoice.DocumentNumber,
      what: invoice.ExternalInvoiceReference1,
      amountMinor: minorFromDecimal(invoice.Total, invoice.Currency),
      currency: invoice.Currency,
    }));
}

function table(title: string, entries: readonly Entry[], currency: string): string {
  const rows = entries
    .toSorted((a, b) => a.documentNumber.localeCompare(b.documentNumber))
    .map((entry) => [entry.documentNumber, entry.what, decimalText(entry.amountMinor, entry.currency)]);
  const sum = decimalText(sumMinor(entries.map((entry) => entry.amountMinor)), currency);
  return textTable([title, 'for', currency], [...rows, ['', 'sum', sum]]);
}
