import type { StepRequest, StepResult } from '../activities/step-request.ts';
import type { Sending } from '../activities/send-invoice.ts';
import { decimalText } from '../domain/money.ts';
import type { StepKind } from '../domain/steps.ts';
import { centraCapture, centraEffect, erpEffect } from './activities.ts';
import { isThrifty } from './patches.ts';

/** How each kind of step is carried out: which calls, in which order. */
export function recipesFor(connectionId: string, erpKind: string, currency: string) {
  const { capturePayment } = centraCapture(connectionId);
  const { withdrawGoodToGo } = centraEffect(connectionId);
  const erp = erpEffect(connectionId, erpKind);

  const recipes: Readonly<Record<Exclude<StepKind, 'review'>, (request: StepRequest) => Promise<StepResult>>> = {
    capture: (request) => capturePayment.executeWithOptions(says('Capture', request), [request]),

    async invoice(request) {
      const made = await invoiced(request);
      const { send: by = 'none' } = request.step;
      const documentNumber = made.reference ?? '';
      if (by !== 'none') await send(request, { documentNumber, id: 'first', isChecked: false, recreate: false });
      return made;
    },

    credit: (request) =>
      isThrifty()
        ? erp.creditReturn.executeWithOptions(says('Credit', request), [request])
        : booked('credit', request, erp.createCreditInvoice.executeWithOptions(says('Credit', request), [request])),

    async payment(request) {
      const { amountMinor = 0, giftCardMinor = 0 } = request.captured ?? {};
      // Data decides, so no patch is needed: in a history from before gift cards were told apart there is none.
      if (giftCardMinor === 0) return paid(request);
      const parts = giftCardMinor < amountMinor ? [await paid(request)] : [];
      parts.push(await paid(request, 'giftCard'));
      const [{ at }] = parts as [StepResult];
      return { state: 'done', at, reference: parts.map((part) => part.reference).join(', '), amountMinor };
    },

    async stock(request) {
      const direction = request.step.returnId === undefined ? 'out' : 'back in';
      if (isThrifty()) return erp.moveStock.executeWithOptions(says(`Stock ${direction} for`, request), [request]);
      const made = await erp.updateStock.executeWithOptions(says(`Stock ${direction} for`, request), [request]);
      if (made.reference === undefined) return made;
      await erp.releaseStock.executeWithOptions(says(`Release stock ${direction} for`, request), [request]);
      return made;
    },
  };

  /** Registers and books what the provider pays out, or what a gift card paid. */
  async function paid(request: StepRequest, by?: 'giftCard'): Promise<StepResult> {
    const what = by === undefined ? 'payment' : 'gift card payment';
    const { amountMinor = request.step.amountMinor, giftCardMinor = 0 } = request.captured ?? {};
    const partMinor = by === undefined ? amountMinor - giftCardMinor : giftCardMinor;
    const summary = says(`Register ${what} of`, request, partMinor);
    const args: [StepRequest, 'giftCard'?] = by === undefined ? [request] : [request, by];
    if (isThrifty()) return erp.payInvoice.executeWithOptions(summary, args);
    const made = await erp.registerPayment.executeWithOptions(summary, args);
    const { reference = '' } = made;
    await erp.bookPayment.executeWithOptions(says(`Book ${what} ${reference} of`, request, partMinor), [
      request,
      reference,
    ]);
    return made;
  }

  async function invoiced(request: StepRequest): Promise<StepResult> {
    const summary = says('Invoice', request);
    if (isThrifty()) return erp.invoiceShipment.executeWithOptions(summary, [request]);
    return booked('invoice', request, erp.createErpInvoice.executeWithOptions(summary, [request]));
  }

  /** Books the document that is being made; from then on it is part of the books. */
  async function booked(what: string, request: StepRequest, making: Promise<StepResult>): Promise<StepResult> {
    const made = await making;
    const { reference = '' } = made;
    await erp.bookErpDocument.executeWithOptions(says(`Book ${what} ${reference} of`, request), [request, reference]);
    return made;
  }

  function send(request: StepRequest, sending: Sending): Promise<'sent' | 'remake'> {
    return erp.sendInvoice.executeWithOptions(says(`Send invoice ${sending.documentNumber} of`, request), [
      request,
      sending,
    ]);
  }

  /** A document that a person made by hand: it is only read. */
  function adopt(request: StepRequest, documentNumber: string): Promise<StepResult> {
    const summary = says(`Look up document ${documentNumber} for the ${request.step.kind} of`, request);
    return erp.adoptErpDocument.executeWithOptions(summary, [request, documentNumber, currency]);
  }

  /** Shown in the Temporal Web UI; at most 200 bytes. */
  function says(what: string, { step }: StepRequest, amountMinor = step.amountMinor): { summary: string } {
    const amount = amountMinor === 0 ? '' : `: ${decimalText(amountMinor, currency)} ${currency}`;
    return { summary: `${what} ${step.title}${amount}` };
  }

  return { ...recipes, send, adopt, withdrawGoodToGo: (request: StepRequest) => withdrawGoodToGo(request) };
}
