/**
 * Which permission a field needs, as far as Centra's reference names it. How captures and refunds are guarded is not
 * documented: here they need the write permission of the shipment or return.
 */

/** Reading anything of these types needs the permission, wherever the query comes from. */
const TO_READ: Readonly<Record<string, string>> = {
  ...readable('Order:read', ['Order', 'DirectToConsumerOrder', 'WholesaleOrder', 'OrderConnection', 'OrderLine']),
  ...readable('Order:read', ['OrderDiscount', 'OrderTotals']),
  ...readable('Shipment:read', ['Shipment', 'ShipmentConnection', 'ShipmentTotals']),
  ...readable('Return:read', ['Return', 'ReturnConnection', 'ReturnTotals']),
  ...readable('PaymentHistory:read', ['PaymentHistoryEntry']),
  ...readable('Allocation:read', ['Allocation']),
  ...readable('Warehouse:read', ['Warehouse']),
  ...readable('Customer:read', ['Customer']),
  ...readable('Account:read', ['Account']),
  ...readable('Product:read', ['Product', 'ProductVariant', 'ProductSize']),
  ...readable('Store:read', ['Store']),
  ...readable('AdminUser:read', ['AdminUser']),
  ...readable('StorePlugin:read', ['StorePlugin']),
};

/** Fields with a permission of their own; the owner is the interface's name. */
const OF_FIELD: Readonly<Record<string, string>> = {
  'Order.shippingAddress': 'Order.shippingAddress:read',
  'Order.billingAddress': 'Order.billingAddress:read',
  'Shipment.shippingAddress': 'Shipment.shippingAddress:read',
  'Return.comment': 'Return.comment:read',
  'ReturnLine.shipmentLine': 'Shipment:read',
  'Mutation.confirmOrder': 'Order:write',
  'Mutation.setOrdersLock': 'Order.isLocked:write',
  'Mutation.cancelDirectToConsumerOrder': 'Order:write',
  'Mutation.updateDirectToConsumerOrder': 'Order:write',
  'Mutation.captureOrder': 'Order:write',
  'Mutation.releaseRemainingOrderAuthorization': 'Payment.cancel:write',
  'Mutation.createShipment': 'Shipment:write',
  'Mutation.updateShipment': 'Shipment:write',
  'Mutation.captureShipment': 'Shipment:write',
  'Mutation.completeShipment': 'Shipment:write',
  'Mutation.deleteShipment': 'Shipment:write',
  'Mutation.createReturn': 'Return:write',
  'Mutation.completeReturn': 'Return:write',
  'Mutation.uncompleteReturn': 'Return:write',
  'Mutation.deleteReturn': 'Return:write',
  'Mutation.refundReturn': 'Return:write',
};

export const ALL_PERMISSIONS: readonly string[] = [...new Set([...Object.values(TO_READ), ...Object.values(OF_FIELD)])];

/** @returns undefined for a field that needs none. */
export function permissionFor(parentType: string, field: string, returnedType: string): string | undefined {
  const owner = parentType.replace(/^(DirectToConsumer|Wholesale)/, '');
  return OF_FIELD[`${owner}.${field}`] ?? TO_READ[returnedType];
}

function readable(permission: string, types: readonly string[]): Record<string, string> {
  return Object.fromEntries(types.map((type) => [type, permission]));
}
