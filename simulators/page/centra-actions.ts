import type { Actions } from './action.ts';
import type { Order, Return, Shipment } from './centra-orders.ts';

const unpackedLines = (order: Order) => order.lines.filter((line) => line.unpacked > 0);
const isOpen = ({ status }: Order): boolean => ['PENDING', 'CONFIRMED', 'PROCESSING'].includes(status);
const isPackable = (order: Order): boolean =>
  isOpen(order) &&
  order.status !== 'PENDING' &&
  !order.isOnHold &&
  !order.isWaitingForPayment &&
  unpackedLines(order).length > 0;

export const ORDER_ACTIONS: Actions<Order> = {
  confirm: {
    label: 'Confirm',
    done: 'is confirmed',
    tone: 'next',
    isOffered: ({ status }) => status === 'PENDING',
    act: ({ centra }, { number }) => centra.confirmOrder(number),
  },
  'receive-payment': {
    label: 'The customer pays',
    done: 'is paid for, so that it can be packed',
    tone: 'next',
    isOffered: (order) => order.isWaitingForPayment && isOpen(order),
    act: ({ centra }, { number }) => centra.receivePayment(number),
  },
  pack: {
    label: 'Create shipment of all that is left',
    done: 'has a new shipment of all that was left',
    tone: 'next',
    isOffered: isPackable,
    act: ({ centra }, { number }) => centra.createShipment(number),
  },
  'pack-first-line': {
    label: 'Create shipment of the first line',
    done: 'has a new shipment of one line',
    isOffered: (order) => isPackable(order) && unpackedLines(order).length > 1,
    act: ({ centra }, order) => {
      const lines = unpackedLines(order).slice(0, 1);
      return centra.createShipment(order.number, {
        lines: lines.map(({ id, unpacked }) => ({ lineId: id, quantity: unpacked })),
      });
    },
  },
  hold: {
    label: 'Hold',
    done: 'is on hold',
    isOffered: (order) => !order.isOnHold && isOpen(order),
    act: ({ centra }, { number }) => centra.holdOrder(number, true),
  },
  release: {
    label: 'Release from hold',
    done: 'is no longer on hold',
    tone: 'next',
    isOffered: ({ isOnHold }) => isOnHold,
    act: ({ centra }, { number }) => centra.holdOrder(number, false),
  },
  capture: {
    label: 'Capture the whole order',
    done: 'was sent to the payment provider to capture all its money',
    isOffered: (order) =>
      isOpen(order) &&
      order.type === 'directToConsumer' &&
      order.capture === null &&
      !order.isWaitingForPayment &&
      order.shipments.length === 0,
    act: ({ centra }, { number }) => centra.captureOrder(number),
  },
  'capture-succeeds': {
    label: 'The provider pays',
    done: 'is paid: the provider has answered its capture request',
    tone: 'next',
    isOffered: ({ capture }) => capture?.state === 'requested',
    act: ({ centra }, { number }) => centra.settleOrderCapture(number, 'success'),
  },
  'capture-fails': {
    label: 'The provider refuses',
    done: 'is not paid: the provider has refused its capture request',
    isOffered: ({ capture }) => capture?.state === 'requested',
    act: ({ centra }, { number }) => centra.settleOrderCapture(number, 'failed'),
  },
  archive: {
    label: 'Archive',
    done: 'is archived',
    isOffered: ({ status }) => ['SHIPPED', 'CANCELLED', 'DELETED'].includes(status),
    act: ({ centra }, { number }) => centra.archiveOrder(number),
  },
  cancel: {
    label: 'Cancel order',
    done: 'is cancelled',
    tone: 'grave',
    isOffered: isOpen,
    act: ({ centra }, { number }) => centra.cancelOrder(number),
  },
};

const isAwaitingProvider = ({ captureRequestedMinor }: Shipment): boolean => captureRequestedMinor !== null;
const isCapturedByOrder = ({ orderCapture }: Shipment): boolean => orderCapture !== null;
const isUnpaid = (shipment: Shipment): boolean => !shipment.isPaid && !isAwaitingProvider(shipment);
const returnableLines = (shipment: Shipment) => shipment.lines.filter((line) => line.returnable > 0);

export const SHIPMENT_ACTIONS: Actions<Shipment> = {
  'good-to-go': {
    label: 'Good to go',
    done: 'is good to go',
    tone: 'next',
    isOffered: ({ isGoodToGo }) => !isGoodToGo,
    act: ({ centra }, { id }) => centra.releaseShipment(id),
  },
  capture: {
    label: 'Capture in Centra',
    done: 'was sent to the payment provider to capture its money',
    // Wholesale is paid on terms: there is no provider to ask.
    isOffered: (shipment) => isUnpaid(shipment) && shipment.orderType === 'directToConsumer',
    act: ({ centra }, { id }) => centra.captureShipment(id),
  },
  'mark-paid': {
    label: 'Mark as paid',
    done: 'is marked as paid',
    isOffered: isUnpaid,
    act: ({ centra }, { id }) => centra.markPaid(id),
  },
  'capture-succeeds': {
    label: 'The provider pays',
    done: 'is paid: the provider has answered its capture request',
    tone: 'next',
    isOffered: (shipment) => isAwaitingProvider(shipment) && !isCapturedByOrder(shipment),
    act: ({ centra }, { id }) => centra.settleCapture(id, 'success'),
  },
  'capture-fails': {
    label: 'The provider refuses',
    done: 'is not paid: the provider has refused its capture request',
    isOffered: (shipment) => isAwaitingProvider(shipment) && !isCapturedByOrder(shipment),
    act: ({ centra }, { id }) => centra.settleCapture(id, 'failed'),
  },
  ship: {
    label: 'Ship',
    done: 'is shipped, and so completed',
    tone: 'next',
    isOffered: ({ isShipped, isGoodToGo, isPaid }) => isGoodToGo && isPaid && !isShipped,
    act: ({ centra }, { id }) => centra.shipShipment(id),
  },
  'return-all': {
    label: 'Return all',
    done: 'has a new return of everything, freight and discount included',
    isOffered: (shipment) => shipment.isShipped && returnableLines(shipment).length > 0,
    act: ({ centra }, shipment) =>
      centra.createReturn(shipment.id, {
        lines: returnableLines(shipment).map(({ id, returnable }) => ({ shipmentLineId: id, quantity: returnable })),
        shippingCost: 'fromShipment',
        handlingCost: 'fromShipment',
        discount: 'fromShipment',
      }),
  },
  'return-one': {
    label: 'Return one unit',
    done: 'has a new return of one unit',
    isOffered: (shipment) =>
      shipment.isShipped && returnableLines(shipment).reduce((units, { returnable }) => units + returnable, 0) > 1,
    act: ({ centra }, shipment) =>
      centra.createReturn(shipment.id, {
        lines: returnableLines(shipment)
          .slice(0, 1)
          .map(({ id }) => ({ shipmentLineId: id, quantity: 1 })),
      }),
  },
  'not-good-to-go': {
    label: 'Not good to go after all',
    done: 'is held back',
    isOffered: ({ isGoodToGo, isShipped }) => isGoodToGo && !isShipped,
    act: ({ centra }, { id }) => centra.releaseShipment(id, false),
  },
  delete: {
    label: 'Delete shipment',
    done: 'is deleted',
    tone: 'grave',
    isOffered: (shipment) => !shipment.isShipped && isUnpaid(shipment),
    act: ({ centra }, { id }) => centra.deleteShipment(id),
  },
};

export const RETURN_ACTIONS: Actions<Return> = {
  complete: {
    label: 'Complete return',
    done: 'is completed: the goods have come back',
    tone: 'next',
    isOffered: ({ status }) => status === 'PENDING',
    act: ({ centra }, { id }) => centra.completeReturn(id),
  },
  refund: {
    label: 'Refund',
    done: 'is to be refunded by the payment provider',
    isOffered: ({ refund }) => refund === null,
    act: ({ centra }, { id }) => centra.refundReturn(id),
  },
  'refund-succeeds': {
    label: 'The provider refunds',
    done: 'is refunded by the provider',
    tone: 'next',
    isOffered: ({ refund }) => refund?.state === 'requested',
    act: ({ centra }, { id }) => centra.settleRefund(id, 'success'),
  },
  'refund-fails': {
    label: 'The provider refuses',
    done: 'is not refunded: the provider has refused',
    isOffered: ({ refund }) => refund?.state === 'requested',
    act: ({ centra }, { id }) => centra.settleRefund(id, 'failed'),
  },
  uncomplete: {
    label: 'Un-complete',
    done: 'is pending again',
    tone: 'grave',
    isOffered: ({ status, refund }) => status === 'COMPLETED' && refund === null,
    act: ({ centra }, { id }) => centra.uncompleteReturn(id),
  },
  delete: {
    label: 'Delete return',
    done: 'is deleted',
    tone: 'grave',
    isOffered: ({ refund }) => refund === null,
    act: ({ centra }, { id }) => centra.deleteReturn(id),
  },
};
