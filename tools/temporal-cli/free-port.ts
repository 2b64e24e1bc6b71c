import { once } from 'node:events';
import { createServer } from 'node:net';

/** @returns the wanted port of 127.0.0.1 if nobody listens there, else one that the system chose. */
export async function freePort(wanted?: number): Promise<number> {
  const port = wanted === undefined ? undefined : await tryPort(wanted);
  return port ?? (await chosenBySystem());
}

async function tryPort(wanted: number): Promise<number | undefined> {
  try {
    return await listenOnce(wanted);
  } catch {
    return undefined;
  }
}

const chosenBySystem = (): Promise<number> => listenOnce(0);

async function listenOnce(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
