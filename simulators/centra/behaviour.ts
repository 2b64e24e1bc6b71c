import type { RetryAfterForm } from './retry-after.ts';

/**
 * What no source tells of Centra, and what differs between its stores. Each can be set either way, by option and by
 * control, so that a client is tried against all of them.
 */
export interface Behaviour {
  /**
   * Whether a shipment whose capture is only requested reads as captured, paid and with a captured value. A rejection
   * takes that back. Centra: "if capture goes successfully isCaptured will be true", which leaves both open.
   */
  isCapturedWhilePending: boolean;
  /**
   * How a shipment gets its share of money that was captured for the whole order. `assigns`: when a capture is asked for,
   * which then succeeds without asking the provider. `alreadyCaptured`: when it is created; asking is refused.
   */
  captureOfCapturedOrder: 'assigns' | 'alreadyCaptured';
  /** Whether `capturedValue` counts what was paid by gift card. */
  capturedValueIncludesGiftCards: boolean;
  /** Centra's sample response says `CANCELLED`, its Storefront schema `DELETED`. */
  cancelledStatus: 'CANCELLED' | 'DELETED';
  /** How partial shipments share an order's discount: the first ones take all they can, or each by its lines' value. */
  discountSplit: 'allRemaining' | 'proportional';
  /** Whether tax that is taken off again, as for export, is listed as included too. */
  deductedTaxIsListedAsIncluded: boolean;
  /** How a bundle stands among an order's lines. Centra: an API setting decides. */
  bundleLines: 'headerAndItems' | 'header' | 'items';
  /** The HTTP status when a permission is missing; the body is documented, the status is not. */
  missingPermissionStatus: 200 | 403;
  /** Centra: `Retry-After` "contains the timestamp of when you can resume"; its format is not documented. */
  retryAfter: RetryAfterForm;
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
  isCapturedWhilePending: false,
  captureOfCapturedOrder: 'assigns',
  capturedValueIncludesGiftCards: true,
  cancelledStatus: 'CANCELLED',
  discountSplit: 'allRemaining',
  deductedTaxIsListedAsIncluded: false,
  bundleLines: 'headerAndItems',
  missingPermissionStatus: 200,
  retryAfter: 'epochSeconds',
};
