import { nextId, type Address, type CentraState, type Customer } from './state.ts';

export type CustomerFields = { readonly [K in keyof Customer]?: NonNullable<Customer[K]> | undefined };

export type AddressFields = Omit<CustomerFields, 'id'>;

/** A customer of whom only what matters was said. */
export function customerWith(state: CentraState, given: CustomerFields): Customer {
  const id = given.id ?? nextId(state, 'customer');
  return { id, ...addressWith(given, `customer${id}@example.com`) };
}

/** An address of which only what matters was said. */
export function addressWith(given: AddressFields, email = 'parcels@example.com'): Address {
  return {
    email: given.email ?? email,
    firstName: given.firstName ?? 'Astrid',
    lastName: given.lastName ?? 'Lind',
    companyName: given.companyName ?? null,
    vatNumber: given.vatNumber ?? null,
    phoneNumber: given.phoneNumber ?? null,
    address1: given.address1 ?? 'Storgatan 1',
    address2: given.address2 ?? null,
    city: given.city ?? 'Borås',
    zipCode: given.zipCode ?? '50330',
  };
}
