import { minorFromDecimal } from '../../domain/money.ts';
import { MaybeDoneError, RefusedError } from '../call-errors.ts';
import type { Capture } from './centra.ts';
import { captureShipment, type ShipmentPayment } from './documents/capture-shipment.ts';
import type { PaymentEntry } from './documents/parts.ts';
import { readCapture } from './documents/read-capture.ts';
import { withdrawGoodToGo } from './documents/withdraw-good-to-go.ts';
import type { Ask } from './transport.ts';

/** Centra has no error codes; these words are what a real client matches on. */
const ALREADY_CAPTURED = /already captured/i;

/**
 * Captures a shipment's payment. A shipment that was captured before is no error: its state is read and returned.
 *
 * @throws RefusedError `captureRefused` with Centra's words.
 * @throws MaybeDoneError when Centra reports success, or an earlier capture, but shows none.
 */
export async function performCapture(ask: Ask, shipmentId: number): Promise<Capture> {
  const { captureShipment: answer } = await ask(captureShipment(shipmentId));
  const words = answer.userErrors.map((error) => error.message).join(' ');
  if (ALREADY_CAPTURED.test(words)) return shown(await readCaptureState(ask, shipmentId), shipmentId);
  if (answer.userErrors.length > 0) throw refused('captureRefused', shipmentId, words);
  if (!answer.shipment) throw new MaybeDoneError(`Centra captured shipment ${shipmentId} but does not show it`);
  return shown(captureOf(answer.shipment, answer.paymentHistoryEntries), shipmentId);
}

/** @throws RefusedError `centraRefused` when Centra does not know the shipment. */
export async function readCaptureState(ask: Ask, shipmentId: number): Promise<Capture> {
  const [shipment] = (await ask(readCapture(shipmentId))).shipments;
  if (!shipment) throw refused('centraRefused', shipmentId, 'Centra does not return it');
  return captureOf(shipment, shipment.order.paymentHistory);
}

/** @throws RefusedError `centraRefused` with Centra's words, as for a shipment that has left. */
export async function takeBackGoodToGo(ask: Ask, shipmentId: number): Promise<void> {
  const { userErrors } = (await ask(withdrawGoodToGo(shipmentId))).updateShipment;
  const words = userErrors.map((error) => error.message).join(' ');
  if (userErrors.length > 0) throw refused('centraRefused', shipmentId, words);
}

/**
 * The state of a shipment's capture. Payment entries name no shipment, so the shipment's own flags come first; only a
 * request that is still open speaks against them, since no source says whether `isCaptured` is true meanwhile.
 */
export function captureOf(shipment: ShipmentPayment, entries: readonly PaymentEntry[]): Capture {
  const currency = shipment.grandTotal.currency.code;
  const last = entries.toSorted((a, b) => a.id - b.id).at(-1);
  const isOpen = last !== undefined && last.status === 'PENDING' && isRequestFor(shipment, last);
  const isSettled = shipment.isCaptured || shipment.isPaid;
  if (isOpen) return { state: 'pending', capturedMinor: 0, currency };
  if (!isSettled) return { state: 'none', capturedMinor: 0, currency };
  const { value } = shipment.capturedValue ?? shipment.grandTotal;
  return { state: 'captured', capturedMinor: minorFromDecimal(value, currency), currency };
}

/** A request made after this shipment was captured is about another shipment of the order. */
function isRequestFor({ isCaptured, capturedAt }: ShipmentPayment, entry: PaymentEntry): boolean {
  return !isCaptured || !capturedAt || Date.parse(entry.createdAt) <= Date.parse(capturedAt);
}

function shown(capture: Capture, shipmentId: number): Capture {
  if (capture.state !== 'none') return capture;
  throw new MaybeDoneError(`Centra says that shipment ${shipmentId} is captured, but shows no capture`);
}

function refused(code: 'captureRefused' | 'centraRefused', shipmentId: number, words: string): RefusedError {
  return new RefusedError({ code, detail: `Shipment ${shipmentId}: ${words}` });
}
