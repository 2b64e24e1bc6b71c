import { MaybeDoneError, NotDoneError, RefusedError } from '../call-errors.ts';
import { captureOf, captureOfWholeOrder } from './capture-state.ts';
import { moneyOfAnswer, type Payments } from './captured-money.ts';
import type { Capture } from './centra.ts';
import { captureShipment, type CaptureAnswer } from './documents/capture-shipment.ts';
import { readCapture } from './documents/read-capture.ts';
import type { ShipmentPayment } from './documents/shipment-payment.ts';
import { withdrawGoodToGo } from './documents/withdraw-good-to-go.ts';
import type { Ask } from './transport.ts';
import { wordsOf } from './words.ts';

/** Centra has no error codes; these words are what a real client matches on. */
const ALREADY_CAPTURED = /already (?:been )?captured/i;

/**
 * Captures a shipment's payment. A shipment that was captured before, whoever did it, is no error: its state is read and
 * returned.
 *
 * @throws RefusedError `captureRefused` with Centra's words.
 * @throws MaybeDoneError when Centra reports success, or an earlier capture, but shows none.
 */
export async function performCapture(ask: Ask, shipmentId: number): Promise<Capture> {
  const { captureShipment: answer } = await ask(captureShipment(shipmentId));
  if (answer.userErrors.length > 0) return unlessRefused(ask, shipmentId, answer);
  const capture = await captureByAnswer(ask, shipmentId, answer);
  const note = wordsOf(answer.userWarnings);
  return note === '' ? capture : { ...capture, note };
}

/** @throws RefusedError `centraRefused` when Centra does not know the shipment. */
export async function readCaptureState(ask: Ask, shipmentId: number): Promise<Capture> {
  const { shipment, payments } = await readPayments(ask, shipmentId);
  return captureOf(shipment, payments);
}

/** @throws RefusedError `centraRefused` with Centra's words, as for a shipment that has left. */
export async function takeBackGoodToGo(ask: Ask, shipmentId: number): Promise<void> {
  const { userErrors } = (await ask(withdrawGoodToGo(shipmentId))).updateShipment;
  if (userErrors.length > 0) throw refused('centraRefused', shipmentId, wordsOf(userErrors));
}

async function captureByAnswer(ask: Ask, shipmentId: number, answer: CaptureAnswer): Promise<Capture> {
  const { shipment, paymentHistoryEntries: entries } = answer;
  if (!shipment) throw new MaybeDoneError(`Centra captured shipment ${shipmentId} but does not show it`);
  const currency = shipment.total.currency.code;
  const capture = captureOf(shipment, { currency, shipments: [shipment], entries });
  if (capture.state === 'pending') return capture;
  const money = moneyOfAnswer(shipment, { currency, entries });
  if (capture.state === 'captured' && money) return { ...capture, ...money };
  try {
    return await shown(ask, shipmentId);
  } catch (error) {
    // The money was asked for: whatever keeps us from seeing it, it must not be asked for again without looking.
    if (error instanceof MaybeDoneError) throw error;
    throw new MaybeDoneError(`Centra captured shipment ${shipmentId}, and what it took could not be read`, {
      cause: error,
    });
  }
}

/** What Centra refuses because somebody was faster is done; what the provider refused is for a person. */
async function unlessRefused(ask: Ask, shipmentId: number, answer: CaptureAnswer): Promise<Capture> {
  const words = wordsOf([...answer.userErrors, ...answer.userWarnings]);
  if (ALREADY_CAPTURED.test(words)) return shown(ask, shipmentId);
  const seen = await readCaptureState(ask, shipmentId).catch(unlessUnknown);
  if (seen?.state === 'captured') return seen;
  throw refused('captureRefused', shipmentId, words);
}

/** The capture that Centra says there is. */
async function shown(ask: Ask, shipmentId: number): Promise<Capture> {
  const { shipment, payments } = await readPayments(ask, shipmentId);
  const seen = captureOf(shipment, payments);
  const capture = seen.state === 'none' ? captureOfWholeOrder(shipment, payments) : seen;
  if (capture) return capture;
  throw new MaybeDoneError(`Centra says that shipment ${shipmentId} is captured, but shows no capture`);
}

async function readPayments(
  ask: Ask,
  shipmentId: number,
): Promise<{ readonly shipment: ShipmentPayment; readonly payments: Payments }> {
  const [found] = (await ask(readCapture(shipmentId))).shipments;
  const shipment = found?.order.shipments.find(({ id }) => id === shipmentId);
  if (!found || !shipment) throw refused('centraRefused', shipmentId, 'Centra does not return it');
  const { grandTotal, shipments, paymentHistory: entries } = found.order;
  return { shipment, payments: { currency: grandTotal.currency.code, shipments, entries } };
}

/** A reading that fails must not hide that the capture was refused. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof NotDoneError || error instanceof RefusedError) return undefined;
  throw error;
}

function refused(code: 'captureRefused' | 'centraRefused', shipmentId: number, words: string): RefusedError {
  return new RefusedError({ code, detail: `Shipment ${shipmentId}: ${words}` });
}
