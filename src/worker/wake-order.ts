import type { Client } from '@temporalio/client';
import type { OrderHint } from '../activities/resolve-hints.ts';
import { orderChanged, returnChanged, shipmentChanged } from '../workflows/messages.ts';
import { orderStartOptions } from '../workflows/start-options.ts';

/** Signals an order's workflow, starting it if there is none. The signal is named after the most telling event. */
export function wakeOrder(temporal: Client) {
  return async (connectionId: string, { orderNumber, because, returnIds }: OrderHint): Promise<void> => {
    const isAbout = (type: string): boolean => because.some((reason) => reason.startsWith(`${type} `));
    const signal = isAbout('return') ? returnChanged : isAbout('shipment') ? shipmentChanged : orderChanged;
    await temporal.workflow.signalWithStart('orderWorkflow', {
      ...orderStartOptions(connectionId, orderNumber),
      signal,
      signalArgs: [{ because, returnIds }],
    });
  };
}
