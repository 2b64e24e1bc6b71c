import { Agent, type Dispatcher } from 'undici';
import { RefusedError } from '../call-errors.ts';
import type { SlidingWindow } from '../pacing.ts';
import { performCapture, readCaptureState, takeBackGoodToGo } from './capture.ts';
import type { Centra } from './centra.ts';
import { observeOrder } from './documents/observe-order.ts';
import { OBSERVED_RETURN } from './documents/observe-returns.ts';
import { RETURN_MATERIAL } from './documents/return-material.ts';
import { shipmentMaterial } from './documents/shipment-material.ts';
import { materialOfReturn, materialOfShipment } from './material.ts';
import { observationOf } from './observe.ts';
import { readReturns, readReturnsOfOrder, type Reader } from './read-returns.ts';
import { resolveReturns, resolveShipments } from './resolve.ts';
import { createAsk } from './transport.ts';
import { createIfKnown } from './unconfirmed-names.ts';

export interface CentraSettings {
  /** The whole address of the Integration API, `/graphql` included. */
  readonly url: string;
  readonly token: string;
  /** For one request; shorter than the activity's own time-out. */
  readonly timeoutMs: number;
  readonly dispatcher?: Dispatcher;
  readonly window?: SlidingWindow;
}

/** A client of one Centra environment. Cheap to make, but meant to be made once: it keeps connections alive. */
export function createCentra(settings: CentraSettings): Centra {
  const reader: Reader = {
    ask: createAsk({ ...settings, dispatcher: settings.dispatcher ?? new Agent({ connections: 10 }) }),
    ifKnown: createIfKnown(),
  };
  const { ask } = reader;
  return {
    async observeOrder(orderNumber, knownReturnIds) {
      const [order] = (await ask(observeOrder(orderNumber))).orders;
      if (!order) return undefined;
      return observationOf(order, await readReturnsOfOrder(reader, OBSERVED_RETURN, order.id, knownReturnIds));
    },
    async shipmentMaterial(shipmentId) {
      const { shipments } = await reader.ifKnown(
        'Shipment.totals',
        () => ask(shipmentMaterial(shipmentId, { withTotals: true })),
        () => ask(shipmentMaterial(shipmentId, { withTotals: false })),
      );
      return materialOfShipment(existing(shipments[0], `shipment ${shipmentId}`));
    },
    async returnMaterial(returnId) {
      const [found] = await readReturns(reader, RETURN_MATERIAL, [returnId]);
      return materialOfReturn(existing(found, `return ${returnId}`));
    },
    captureShipment: (shipmentId) => performCapture(ask, shipmentId),
    readCapture: (shipmentId) => readCaptureState(ask, shipmentId),
    withdrawGoodToGo: (shipmentId) => takeBackGoodToGo(ask, shipmentId),
    ordersOfShipments: (shipmentIds) => resolveShipments(reader, shipmentIds),
    ordersOfReturns: (returnIds) => resolveReturns(reader, returnIds),
  };
}

function existing<Found>(found: Found | undefined, what: string): Found {
  if (found !== undefined) return found;
  throw new RefusedError({ code: 'centraRefused', detail: `Centra does not return ${what} to this token` });
}
