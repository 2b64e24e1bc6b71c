import { Agent } from 'undici';
import { createCentraControl, type CentraControl } from '../../../simulators/centra/control.ts';
import { startCentraSimulator, type CentraSimulatorOptions } from '../../../simulators/centra/server.ts';
import { createCentra } from '../../../src/connectors/centra/create-centra.ts';
import type { Centra } from '../../../src/connectors/centra/centra.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

export interface SimulatedCentra {
  readonly centra: Centra;
  readonly control: CentraControl;
  /** How many requests were made since this was asked last. */
  readonly requests: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** A simulated Centra with our client for it. */
export async function simulatedCentra(options: Partial<CentraSimulatorOptions> = {}): Promise<SimulatedCentra> {
  const simulator = await startCentraSimulator({ token: 'secret', rateLimits: 'off', ...options });
  const control = createCentraControl(simulator.controlUrl);
  const agent = new Agent();
  let asked = 0;
  const dispatcher = agent.compose((dispatch) => (request, handler) => {
    asked += 1;
    return dispatch(request, handler);
  });
  return {
    centra: createCentra({
      url: simulator.graphqlUrl,
      token: 'secret',
      timeoutMs: 5000,
      dispatcher,
      store: createMemoryStore(),
      limits: [],
    }),
    control,
    requests: () => {
      const since = asked;
      asked = 0;
      return Promise.resolve(since);
    },
    async stop() {
      await agent.destroy();
      await simulator.stop();
    },
  };
}
