import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { MaybeDoneError, NotDoneError } from '../../src/connectors/call-errors.ts';
import { sendJson, type HttpCall } from '../../src/connectors/http.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('what is known after a call that went wrong', () => {
  it('nothing happened when nobody listens', async () => {
    const url = await listening(createServer());
    await closing.pop()?.();
    const error = await failureOf({ url, isWrite: true });
    expect(error).toBeInstanceOf(NotDoneError);
    expect(error.message).toContain('nothing was sent');
  });

  it('nothing happened when the name leads nowhere', async () => {
    expect(await failureOf({ url: 'http://nowhere.invalid/graphql', isWrite: true })).toBeInstanceOf(NotDoneError);
  });

  it('nothing happened when no secure connection came about', async () => {
    const breaksOff = await serverOf((socket) => socket.once('data', () => socket.destroy()));
    const speaksPlainly = await serverOf((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n')));
    const keepsSilent = await serverOf(() => undefined);
    for (const url of [breaksOff, speaksPlainly, keepsSilent]) {
      const error = await failureOf({ url: url.replace('http:', 'https:'), isWrite: true, timeoutMs: 300 });
      expect(error).toBeInstanceOf(NotDoneError);
    }
  });

  it('a write that was sent may have happened when the connection breaks, a read is simply not done', async () => {
    const url = await serverOf((socket) => socket.once('data', () => socket.destroy()));
    expect(await failureOf({ url, isWrite: true })).toBeInstanceOf(MaybeDoneError);
    expect(await failureOf({ url, isWrite: false })).toBeInstanceOf(NotDoneError);
  });

  it('a write may have happened when the answer breaks off half-way', async () => {
    const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data":';
    const url = await serverOf((socket) => socket.once('data', () => socket.end(half)));
    expect(await failureOf({ url, isWrite: true })).toBeInstanceOf(MaybeDoneError);
  });

  it('a write may have happened when no answer comes in time', async () => {
    const url = await serverOf(() => undefined);
    const error = await failureOf({ url, isWrite: true, timeoutMs: 100 });
    expect(error).toBeInstanceOf(MaybeDoneError);
    expect(error.message).toContain('did not answer within 100 ms');
    expect(await failureOf({ url, isWrite: false, timeoutMs: 100 })).toBeInstanceOf(NotDoneError);
  });

  it('a write may have happened when the other side fails', async () => {
    const url = await answering((_, response) => response.writeHead(502).end());
    expect(await failureOf({ url, isWrite: true })).toBeInstanceOf(MaybeDoneError);
    expect(await failureOf({ url, isWrite: false })).toBeInstanceOf(NotDoneError);
  });

  it('a cancelled activity does not wait for the answer', async () => {
    const cancelled = new AbortController();
    const url = await serverOf((socket) => socket.once('data', () => cancelled.abort()));
    const error = await failureOf({ url, isWrite: true, signal: cancelled.signal });
    expect(error).toBeInstanceOf(MaybeDoneError);
    expect(error.message).toContain('was cancelled');
    expect(await failureOf({ url, isWrite: true, signal: AbortSignal.abort() })).toBeInstanceOf(NotDoneError);
  });
});

describe('what an answer says', () => {
  it('a limit is not an error of ours: it says when to come back', async () => {
    const url = await answering((_, response) => response.writeHead(429, { 'retry-after': '7' }).end());
    const error = await failureOf({ url, isWrite: true });
    expect(error).toBeInstanceOf(NotDoneError);
    expect((error as NotDoneError).retryAfterMs).toBe(7000);
  });

  it('a refusal is left to the caller, who knows its words', async () => {
    const url = await answering((_, response) => response.writeHead(400).end('{"message":"no"}'));
    expect(await sendJson(callOf({ url, isWrite: true }))).toMatchObject({ status: 400, text: '{"message":"no"}' });
  });

  it('the body goes out as JSON, a string as it is', async () => {
    const url = await answering((incoming, response) => {
      const type = incoming.headers['content-type'] ?? 'none';
      incoming.setEncoding('utf8').once('data', (body: string) => response.end(`${type} ${body}`));
    });
    const asJson = await sendJson(callOf({ url, isWrite: false, body: { a: 'å' } }));
    expect(asJson.text).toBe('application/json {"a":"å"}');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const asForm = await sendJson(callOf({ url, isWrite: false, body: 'a=1', headers }));
    expect(asForm.text).toBe('application/x-www-form-urlencoded a=1');
  });

  it('no message shows a query string', async () => {
    const url = await answering((_, response) => response.writeHead(500).end());
    const error = await failureOf({ url: `${url}/customers?email=jon@example.com`, isWrite: false });
    expect(error.message).toMatch(/\/customers answered 500$/);
  });
});

function callOf(call: Partial<HttpCall> & Pick<HttpCall, 'url' | 'isWrite'>): HttpCall {
  const dispatcher = new Agent();
  closing.unshift(() => dispatcher.destroy());
  return { dispatcher, method: 'POST', headers: {}, body: {}, timeoutMs: 2000, ...call };
}

async function failureOf(call: Parameters<typeof callOf>[0]): Promise<Error> {
  return sendJson(callOf(call)).then(
    () => expect.unreachable('the call went well'),
    (error: Error) => error,
  );
}

function answering(listener: RequestListener): Promise<string> {
  return listening(createHttpServer(listener));
}

function serverOf(onConnection: (socket: Socket) => void): Promise<string> {
  return listening(
    createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    }),
  );
}

/** The server's address; it ends with the test, together with its connections. */
async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
