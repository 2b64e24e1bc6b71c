import { z } from 'zod';
import { findConnection } from './connections.ts';
import type { ApiConfig } from './dependencies.ts';
import { HttpProblem } from './problem-documents.ts';
import { idText, readFields } from './read-fields.ts';

/** Which order a request is about, and which of its shipments if the path names one. */
export interface OrderAddress {
  readonly connectionId: string;
  readonly orderNumber: number;
  readonly shipmentId?: number;
}

const PARAMETERS = z.object({ number: idText, shipmentId: idText.exactOptional() });

/**
 * Reads the parameters of a path below `/orders/:connection/:number`.
 *
 * @throws HttpProblem 404 for an unknown connection, 400 for what cannot be a number of Centra's.
 */
export function readOrderPath(config: ApiConfig, parameters: Readonly<Record<string, unknown>>): OrderAddress {
  const { id } = findConnection(config, parameters['connection']);
  const { number, ...shipment } = readFields(PARAMETERS, 'path', parameters);
  return { connectionId: id, orderNumber: number, ...shipment };
}

/** Where an order is read. */
export function orderPath({ connectionId, orderNumber }: OrderAddress): string {
  return `/orders/${connectionId}/${orderNumber}`;
}

/** 404, and how an order that Centra has becomes known. */
export function unknownOrder(address: OrderAddress): HttpProblem {
  const { connectionId, orderNumber } = address;
  const heard = `Nothing has been heard of order ${orderNumber} of ${connectionId} yet`;
  const remedy = `If Centra has it: POST ${orderPath(address)}/look. If that was done already, Centra is still being asked; the log tells when it does not answer.`;
  return new HttpProblem('unknown-order', `${heard}. ${remedy}`);
}
