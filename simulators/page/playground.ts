import { createCentraControl, type CentraControl } from '../centra/control.ts';
import { startCentraSimulator } from '../centra/server.ts';
import { createFortnoxControl, type FortnoxControl } from '../fortnox/control.ts';
import { startFortnoxSimulator } from '../fortnox/server.ts';
import {
  CENTRA_TOKEN,
  COMPANY,
  FORTNOX_LOGIN,
  GIFT_CARD_ACCOUNT,
  GIFT_CARD_MODE,
  STOCK_POINTS,
  WEBHOOK_SECRET,
} from './demo-values.ts';
import type { Addresses } from './how-to.ts';
import { startPage } from './server.ts';

export interface PlaygroundOptions {
  /** 0 takes a free one. */
  readonly ports: { readonly page: number; readonly centra: number; readonly fortnox: number };
  /** Where Centra sends its webhooks. Nobody has to listen there. */
  readonly webhookUrl: string;
  /** Of the chances that faults and lost webhooks are drawn from; 1 by default. */
  readonly seed?: number;
}

/** A simulated Centra, a simulated Fortnox, and a page to play with both. */
export interface Playground {
  readonly pageUrl: string;
  readonly addresses: Addresses;
  readonly centra: CentraControl;
  readonly fortnox: FortnoxControl;
  readonly stop: () => Promise<void>;
}

/**
 * Starts all three, or none.
 *
 * @throws Error with code EADDRINUSE when a port is taken
 */
export async function startPlayground({ ports, webhookUrl, seed = 1 }: PlaygroundOptions): Promise<Playground> {
  const started: (() => Promise<void>)[] = [];
  const keep = <T extends { readonly stop: () => Promise<void> }>(server: T): T => {
    started.push(server.stop);
    return server;
  };
  const stop = async (): Promise<void> => {
    for (const stopOne of started.splice(0).toReversed()) await stopOne();
  };
  try {
    const centra = keep(
      await startCentraSimulator({
        port: ports.centra,
        token: CENTRA_TOKEN,
        faultSeed: seed,
        webhook: { url: webhookUrl, secret: WEBHOOK_SECRET },
      }),
    );
    const fortnox = keep(
      await startFortnoxSimulator({
        port: ports.fortnox,
        ...FORTNOX_LOGIN,
        faultSeed: seed,
        ...COMPANY,
        warehouse: { activated: true, stockPoints: STOCK_POINTS },
      }),
    );
    const centraControl = createCentraControl(centra.controlUrl);
    const fortnoxControl = createFortnoxControl(fortnox.controlUrl);
    await fortnoxControl.addAccount(GIFT_CARD_ACCOUNT);
    await fortnoxControl.addModeOfPayment({ code: GIFT_CARD_MODE, account: GIFT_CARD_ACCOUNT });
    const addresses = { centraGraphql: centra.graphqlUrl, fortnox: fortnox.url, webhook: webhookUrl };
    const page = keep(await startPage(ports.page, { centra: centraControl, fortnox: fortnoxControl }, addresses));
    return { pageUrl: page.url, addresses, centra: centraControl, fortnox: fortnoxControl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
