import { z } from 'zod';
import type { SalesMaterial } from '../../../domain/sales-material.ts';
import { MaybeDoneError, NotDoneError, RefusedError } from '../../call-errors.ts';
import { name } from './answers.ts';
import type { FortnoxClient } from './client.ts';
import { isOtherEuCountry } from './eu-countries.ts';
import type { FortnoxMapping } from './mapping.ts';
import { FortnoxRefusedError } from './problem-mapping.ts';
import { fitText, unchangedText } from './text.ts';

/**
 * The number of the customer in Fortnox: that of Centra's customer, or the collective one of the country of delivery.
 *
 * @throws RefusedError mappingMissing when Centra names no customer and the mapping no collective one.
 */
export function customerNumberFor(material: SalesMaterial, mapping: FortnoxMapping, connectionKey: string): string {
  const { customers } = mapping;
  const number =
    ownNumber(material, mapping, connectionKey) ?? customers.byCountry[material.countryCode] ?? customers.default;
  if (number !== undefined) return number;
  throw new RefusedError({
    code: 'mappingMissing',
    detail: `order ${material.orderNumber} has no customer in Centra: add a collective one as customers.default`,
  });
}

/**
 * `ACMEC123` for a consumer, `ACMEA45` for a wholesale account: their ids are two series in Centra. Letters and digits
 * only, because no source tells what else a customer number may have; read from its end it can only be made in one way,
 * so that two connections never meet in one number.
 */
function ownNumber(
  { orderType, customer: { customerId } }: SalesMaterial,
  { customers: { mode, prefix } }: FortnoxMapping,
  connectionKey: string,
): string | undefined {
  if (mode !== 'perCustomer' || customerId === undefined) return undefined;
  return `${prefix ?? connectionKey.toUpperCase()}${orderType === 'wholesale' ? 'A' : 'C'}${customerId}`;
}

/** By Fortnox's own codes only: a customer that some words seem to miss must not be made. */
const UNKNOWN_CUSTOMER: ReadonlySet<string | undefined> = new Set(['2000204', '2000433']);

export function isCustomerUnknown(error: unknown): error is FortnoxRefusedError {
  return error instanceof FortnoxRefusedError && UNKNOWN_CUSTOMER.has(error.refusal.code);
}

const customerAnswer = z.object({ Customer: z.object({ CustomerNumber: name, Active: z.boolean().nullish() }) });

/** The number was given before, to a customer that is there or that was removed. */
const NUMBER_TAKEN = '2000637';
const TRY_AGAIN_AFTER_MS = 1_000;

/**
 * How often a customer that is there may be said to be unknown, in so long, before a person is told: somebody else may
 * just have made it, but nobody is helped by trying for ever.
 */
const MAX_CONTRADICTIONS = 5;
const CONTRADICTIONS_WITHIN_MS = 10 * 60_000;

export interface Customers {
  /**
   * Creates the customer whose number Fortnox did not know, where it is one of ours to create. One write is all that an
   * activity does, so the document is made by the next try.
   *
   * @param refusal of the document, which stands when the customer is a collective one.
   * @throws always: NotDoneError when the customer is there now, else RefusedError.
   */
  createInstead(material: SalesMaterial, refusal: RefusedError): Promise<never>;
}

export function createCustomers(client: FortnoxClient, mapping: FortnoxMapping, connectionKey: string): Customers {
  const contradictions = new Map<string, { readonly sinceMs: number; readonly count: number }>();

  const isContradictedTooOften = (number: string): boolean => {
    const before = contradictions.get(number);
    const isRecent = before !== undefined && performance.now() - before.sinceMs < CONTRADICTIONS_WITHIN_MS;
    const now = isRecent ? { ...before, count: before.count + 1 } : { sinceMs: performance.now(), count: 1 };
    contradictions.set(number, now);
    return now.count > MAX_CONTRADICTIONS;
  };

  /** @returns whether it was made now; false where it was there already. */
  const create = async (number: string, material: SalesMaterial): Promise<boolean> => {
    const body = { Customer: customerPayload(number, material) };
    const otherwise = 'customerMissing';
    try {
      await client.call({
        method: 'POST',
        path: '/3/customers',
        body,
        isWrite: true,
        answer: customerAnswer,
        otherwise,
      });
      return true;
    } catch (error) {
      // The document was certainly not made, and that is what the effect in hand is about.
      if (error instanceof MaybeDoneError) throw new NotDoneError(error.message, { cause: error });
      if (!(error instanceof FortnoxRefusedError) || error.refusal.code !== NUMBER_TAKEN) throw error;
      await checkUsable(number);
      return false;
    }
  };

  /** Another shipment of the same customer may have been faster; else the number was used up by a removed customer. */
  const checkUsable = async (number: string): Promise<void> => {
    const path = `/3/customers/${encodeURIComponent(number)}`;
    const otherwise = 'customerMissing';
    const found = await client.find({ method: 'GET', path, isWrite: false, answer: customerAnswer, otherwise });
    if (found && found.Customer.Active !== false) return;
    throw new RefusedError(
      found
        ? { code: 'customerMissing', detail: `customer ${number} is inactive in Fortnox` }
        : {
            code: 'customerNumberTaken',
            detail: `customer ${number} was removed in Fortnox: customers.prefix gives new numbers to all customers`,
          },
    );
  };

  return {
    createInstead: async (material, refusal) => {
      const number = ownNumber(material, mapping, connectionKey);
      if (number === undefined) throw refusal;
      const isMade = await create(number, material);
      if (!isMade && isContradictedTooOften(number)) throw refusal;
      throw new NotDoneError(`Customer ${number} ${isMade ? 'was created' : 'exists'}; its document is made next`, {
        retryAfterMs: TRY_AGAIN_AFTER_MS,
      });
    },
  };
}

function customerPayload(number: string, material: SalesMaterial): object {
  const { customer, orderType, currency, pricesIncludeVat } = material;
  const { billing, delivery } = customer;
  return {
    CustomerNumber: number,
    Name: fitText(customer.name, 1024, `Centra ${number}`),
    Type: orderType === 'wholesale' ? 'COMPANY' : 'PRIVATE',
    VATType: vatTypeOf(material),
    Currency: currency,
    ShowPriceVATIncluded: pricesIncludeVat,
    ...presentTexts({
      Address1: fitText(billing.address1, 1024),
      Address2: fitText(billing.address2, 1024),
      ZipCode: fitText(billing.zipCode, 10),
      City: fitText(billing.city, 1024),
      CountryCode: countryCode(billing.countryCode),
      DeliveryName: fitText(delivery.name, 1024),
      DeliveryAddress1: fitText(delivery.address1, 1024),
      DeliveryAddress2: fitText(delivery.address2, 1024),
      DeliveryZipCode: fitText(delivery.zipCode, 10),
      DeliveryCity: fitText(delivery.city, 1024),
      DeliveryCountryCode: countryCode(delivery.countryCode),
      Email: unchangedText(customer.email ?? '', 1024),
      VATNumber: unchangedText(customer.vatNumber ?? '', 30),
    }),
  };
}

/**
 * How Fortnox sees the customer in its VAT reports. Reverse charge only where Centra charged no VAT: a VAT number alone
 * does not prove it.
 */
function vatTypeOf(material: SalesMaterial): string {
  const { countryCode: country, customer, vatMinor, totalMinor } = material;
  const isChargedNoVat = vatMinor === 0 && totalMinor !== 0; // Of nothing, nobody can tell.
  if (country === 'SE') return 'SEVAT';
  if (!isOtherEuCountry(country)) return 'EXPORT';
  return customer.vatNumber && isChargedNoVat ? 'EUREVERSEDVAT' : 'EUVAT';
}

function countryCode(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? code : '';
}

/** Fortnox does not clear a field by an empty text, and refuses some. */
function presentTexts(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
