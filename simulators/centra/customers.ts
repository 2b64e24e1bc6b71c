import { nextId, type CentraState, type Customer } from './state.ts';

export type CustomerFields = { readonly [K in keyof Customer]?: NonNullable<Customer[K]> | undefined };

/** A customer of whom only what matters was said. */
export function customerWith(state: CentraState, given: CustomerFields): Customer {
  const id = given.id ?? nextId(state, 'customer');
  return {
    id,
    email: given.email ?? `customer${id}@example.com`,
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
