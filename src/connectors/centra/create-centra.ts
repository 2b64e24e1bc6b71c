import { Agent, type Dispatcher } from 'undici';
import { RefusedError } from '../call-errors.ts';
import { createBudget } from '../budget.ts';
import type { Limit } from '../budget-levels.ts';
import type { Cancellation, Turns, WorkName } from '../in-turn.ts';
import type { OutageTimes } from '../outage.ts';
import type { SharedStore } from '../../domain/shared-store.ts';
import { performCapture, readCaptureState, takeBackGoodToGo } from './capture.ts';
import type { Centra } from './centra.ts';
import { RETURN_MATERIAL } from './documents/return-material.ts';
import { shipmentMaterial } from './documents/shipment-material.ts';
import { materialOfReturn, materialOfShipment } from './material.ts';
import { lookAtOrder } from './look-at-order.ts';
import { readReturns, type Reader } from './read-returns.ts';
import { resolveReturns, resolveShipments } from './resolve.ts';
import { CENTRA_LIMITS, CENTRA_PAUSE_MS, CHECK_EVERY_MS, OUR_SHARE } from './limits.ts';
import { createComplexities, createPacedAsk } from './paced-ask.ts';
import { createAsk, type Ask } from './transport.ts';
import { createIfKnown } from './if-known.ts';

export interface CentraSettings {
  /** The whole address of the Integration API, `/graphql` included. */
  readonly url: string;
  readonly token: string;
  /** For one request; shorter than the activity's own time-out. */
  readonly timeoutMs: number;
  readonly dispatcher?: Dispatcher;
  /** Where what is left of Centra's limits is counted, for all processes together. */
  readonly store: SharedStore;
  /** Centra's default plan by default. */
  readonly limits?: readonly Limit[];
  /** Whether the work that a call is part of has been given up. */
  readonly cancellation?: Cancellation;
  readonly work?: WorkName;
  readonly outageTimes?: OutageTimes | undefined;
  /** Told, once for each field, what Centra says of one that it will remove: the time to mend is before that day. */
  readonly onDeprecated?: (words: string) => void;
}

/** A client of one Centra environment. Cheap to make, but meant to be made once: it keeps connections alive. */
export function createCentra(settings: CentraSettings): Centra {
  const turns = turnsOf(settings);
  const reader: Reader = { ask: pacedAsk(settings, turns), ifKnown: createIfKnown() };
  const { ask } = reader;
  return {
    ready: () => turns.budget.approach(turns.maxWaitMs),
    observeOrder: (orderNumber, knownReturnIds, look) => lookAtOrder(reader, orderNumber, knownReturnIds, look),
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

function pacedAsk({ dispatcher = new Agent({ connections: 10 }), ...settings }: CentraSettings, turns: Turns): Ask {
  const complexities = createComplexities();
  const ask = createAsk({ ...settings, dispatcher, onComplexity: complexities.note });
  return createPacedAsk(ask, turns, complexities);
}

function turnsOf({
  store,
  url,
  limits = CENTRA_LIMITS,
  timeoutMs,
  cancellation,
  work,
  outageTimes,
}: CentraSettings): Turns {
  const budget = createBudget(store, {
    key: `budget/centra/${new URL(url).host}`,
    limits,
    share: OUR_SHARE,
    checkEveryMs: CHECK_EVERY_MS,
    work,
    outageTimes,
  });
  return { budget, maxWaitMs: timeoutMs, pauseMs: CENTRA_PAUSE_MS, cancellation };
}
