import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Stage } from './action.ts';
import type { Addresses } from './how-to.ts';
import { pageRoutes } from './routes.ts';

/** The page lets anybody who reaches it do anything to the simulators: it is for this machine alone. */
const HOST = '127.0.0.1';

export interface Page {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** @param port 0 takes a free one */
export async function startPage(port: number, stage: Stage, addresses: Addresses): Promise<Page> {
  const app = express();
  app.disable('x-powered-by');
  app.use(pageRoutes(stage, addresses));
  const server = createServer(app).listen(port, HOST);
  await once(server, 'listening');
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
