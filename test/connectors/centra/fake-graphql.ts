import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import { Agent } from 'undici';
import { createMemoryStore } from '../../support/memory-store.ts';
import { createCentra, type CentraSettings } from '../../../src/connectors/centra/create-centra.ts';
import type { Centra } from '../../../src/connectors/centra/centra.ts';

export interface Asked {
  readonly operationName: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export interface Answered {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

export interface FakeGraphql {
  readonly centra: Centra;
  /** What was asked, in order. */
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** A Centra that answers as a test says: for what the simulator cannot be brought to do. */
export async function fakeGraphql(
  answer: (asked: Asked) => Answered,
  more: Partial<CentraSettings> = {},
): Promise<FakeGraphql> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const question = JSON.parse(body) as Asked;
      parse(question.query);
      asked.push(question);
      const { status = 200, headers = {}, body: answered } = answer(question);
      response.writeHead(status, headers).end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dispatcher = new Agent();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return {
    centra: createCentra({
      url,
      token: 'secret',
      timeoutMs: 2000,
      dispatcher,
      store: createMemoryStore(),
      limits: [],
      ...more,
    }),
    asked,
    async close() {
      await dispatcher.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
