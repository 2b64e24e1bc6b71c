import type { SalesAddress, SalesCustomer } from '../../domain/sales-material.ts';
import { RefusedError } from '../call-errors.ts';
import type { Address, SalesOrder } from './documents/parts.ts';

/**
 * Who bought and where it went. A wholesale customer is the account, which has its own series of ids.
 *
 * @throws RefusedError `centraRefused` when the order has no address with a country, by which VAT is judged.
 */
export function customerOf(order: SalesOrder, shippedTo: Address | null | undefined): SalesCustomer {
  const { billingAddress, customer, account } = order;
  const delivery = [shippedTo, order.shippingAddress, billingAddress].find((address) => address?.country);
  if (!delivery?.country) {
    const detail = `Order ${order.number} has no delivery address with a country; complete it in Centra`;
    throw new RefusedError({ code: 'centraRefused', detail });
  }
  const billing = billingAddress?.country ? billingAddress : delivery;
  const name =
    account?.name || billingAddress?.companyName || nameOf(customer) || nameOf(billingAddress) || nameOf(delivery);
  const customerId = account?.id ?? customer?.id;
  const email = customer?.email || billing.email || delivery.email;
  const vatNumber = billingAddress?.vatNumber;
  return {
    name,
    billing: addressOf(billing, name),
    delivery: addressOf(delivery, name),
    ...(customerId === undefined ? {} : { customerId }),
    ...(email ? { email } : {}),
    ...(vatNumber ? { vatNumber } : {}),
  };
}

function addressOf(address: Address, fallbackName: string): SalesAddress {
  return {
    name: nameOf(address) || fallbackName,
    address1: address.address1 ?? '',
    address2: address.address2 ?? '',
    zipCode: address.zipCode ?? '',
    city: address.city ?? '',
    countryCode: (address.country?.code ?? '').toUpperCase(),
  };
}

function nameOf(person: Pick<Address, 'firstName' | 'lastName'> | null | undefined): string {
  return [person?.firstName, person?.lastName].filter(Boolean).join(' ');
}
