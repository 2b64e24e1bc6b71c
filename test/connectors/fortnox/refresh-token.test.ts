import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFortnoxControl, type FortnoxControl } from '../../../simulators/fortnox/control.ts';
import { startFortnoxSimulator, type FortnoxSimulator } from '../../../simulators/fortnox/server.ts';
import { NotDoneError } from '../../../src/connectors/call-errors.ts';
import { refreshTokenLogIn, type RefreshTokenSettings } from '../../../src/connectors/erp/fortnox/refresh-token.ts';
import { createTokenSource, type TokenSource } from '../../../src/connectors/erp/fortnox/token.ts';
import type { SharedStore } from '../../../src/domain/shared-store.ts';
import type { JsonValue } from '../../../src/domain/json-value.ts';
import { describeOnEachDatabase } from '../../support/databases.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const client = { clientId: 'client-7', clientSecret: 'top-secret' };
const dispatcher = new Agent();
afterAll(() => dispatcher.close());

interface Login {
  readonly control: () => FortnoxControl;
  /** A process of its own that works for the latest consent. */
  readonly newProcess: (changes?: Partial<RefreshTokenSettings>, over?: SharedStore) => TokenSource;
  readonly consentAgain: () => Promise<void>;
  readonly refreshToken: () => string;
  readonly timesAsked: () => Promise<number>;
}

function describeLogIn(store: () => SharedStore, suite: (login: Login) => void, options = {}): void {
  let simulator: FortnoxSimulator;
  let refreshToken = '';
  let askedBefore = 0;
  const control = (): FortnoxControl => createFortnoxControl(simulator.controlUrl);
  const countAsked = async (): Promise<number> => (await control().state()).requestCounts['POST /oauth-v1/token'] ?? 0;
  const consentAgain = async (): Promise<void> => {
    refreshToken = await control().consent();
  };
  beforeAll(async () => {
    simulator = await startFortnoxSimulator({ ...client, rateLimit: 'off', ...options });
  });
  beforeEach(async () => {
    await consentAgain();
    askedBefore = await countAsked();
  });
  afterAll(() => simulator.stop());
  suite({
    control,
    consentAgain,
    refreshToken: () => refreshToken,
    timesAsked: async () => (await countAsked()) - askedBefore,
    newProcess: (changes = {}, over = store()) => {
      const authUrl = `${simulator.url}/oauth-v1/token`;
      const settings = { ...client, authUrl, refreshToken, timeoutMs: 2_000, dispatcher, ...changes };
      return createTokenSource(refreshTokenLogIn(settings, over));
    },
  });
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describeOnEachDatabase('the log-in by a refresh token that works once', ({ records }) => {
  describeLogIn(
    () => records().sharedState,
    ({ control, newProcess, consentAgain, refreshToken, timesAsked }) => {
      it('is renewed once, and every process that starts later finds it', async () => {
        const token = await newProcess().current();
        expect(await newProcess().current()).toBe(token);
        expect(await timesAsked()).toBe(1);
      });

      it('is renewed once by processes that need it at the same moment, and both go on', async () => {
        const processes = [newProcess(), newProcess(), newProcess()];
        const first = await Promise.all(processes.flatMap((process) => [process.current(), process.current()]));
        expect(new Set(first).size).toBe(1);
        const second = await Promise.all(processes.map((process) => process.insteadOf(first[0] ?? '')));
        expect(new Set(second).size).toBe(1);
        expect(second[0]).not.toBe(first[0]);
        expect(await timesAsked()).toBe(2);
      });

      it('goes on, renewal after renewal', async () => {
        let token = await newProcess().current();
        for (let renewals = 0; renewals < 3; renewals++) {
          const next = await newProcess().insteadOf(token);
          expect(next).not.toBe(token);
          token = next;
        }
        expect(await timesAsked()).toBe(4);
      });

      it('survives a request that got lost on its way to Fortnox', async () => {
        await control().addFault({ method: 'POST', path: '/oauth-v1/token', kind: 'dropBefore', times: 1 });
        expect(await failureOf(newProcess().current())).toBeInstanceOf(NotDoneError);
        expect(await newProcess().current()).toEqual(expect.any(String));
      });

      it('says that only consent helps when the answer was lost, and asks Fortnox no more meanwhile', async () => {
        await control().addFault({ method: 'POST', path: '/oauth-v1/token', kind: 'commitThenDrop', times: 1 });
        expect(await failureOf(newProcess().current())).toBeInstanceOf(NotDoneError);
        const lost =
          /no longer takes the refresh token of client client-7: the answer to a renewal of .* never arrived/;
        for (const process of [newProcess(), newProcess(), newProcess()]) {
          const failure = await failureOf(process.current());
          expect(failure).toBeInstanceOf(NotDoneError);
          expect(String(failure)).toMatch(lost);
          expect(String(failure)).toMatch(/give consent again, put the refresh token .* erp\.refreshToken/);
        }
        expect(await timesAsked()).toBe(2);

        await consentAgain();
        expect(await newProcess().current()).toEqual(expect.any(String));
      });

      it('tells a token that was used elsewhere or that expired from one that got lost', async () => {
        const failure = await failureOf(newProcess({ refreshToken: 'used long ago' }).current());
        expect(String(failure)).toMatch(/used by somebody else, has expired, or consent was withdrawn/);
      });

      it('does not use the token up while the client’s secret is wrong', async () => {
        const failure = await failureOf(newProcess({ clientSecret: 'mistyped' }).current());
        expect(failure).toBeInstanceOf(NotDoneError);
        expect(String(failure)).toMatch(/invalid_client.*Check clientId and clientSecret/);
        expect(String(failure)).not.toMatch(/mistyped/);
        expect(await newProcess().current()).toEqual(expect.any(String));
      });

      it('cannot be opened under another secret, says so, and stays as it was', async () => {
        const token = await newProcess().current();
        const failure = await failureOf(newProcess({ clientSecret: 'changed' }).current());
        expect(failure).toBeInstanceOf(NotDoneError);
        expect(String(failure)).toMatch(/cannot be opened: was clientSecret changed\?/);
        expect(await newProcess().current()).toBe(token);
        expect(await timesAsked()).toBe(1);
      });

      it('is replaced by a new consent, and taken up again when the former one is put back', async () => {
        const before = refreshToken();
        const token = await newProcess().current();
        await consentAgain();
        expect(await newProcess().current()).not.toBe(token);
        expect(await newProcess({ refreshToken: before }).current()).toBe(token);
      });

      it('saves later what the database did not take, when the same process is asked again', async () => {
        const process = newProcess({}, losing(records().sharedState, { commit: 2 }));
        const failure = await failureOf(process.current());
        expect(failure).toBeInstanceOf(NotDoneError);
        expect(String(failure)).toMatch(/could not be read or kept: the database is away/);
        const token = await process.current();
        expect(await newProcess().current()).toBe(token);
        expect(await timesAsked()).toBe(1);
      });

      it('knows of a process that died between Fortnox’s answer and the database', async () => {
        await failureOf(newProcess({}, losing(records().sharedState, { commit: 2 })).current());
        expect(String(await failureOf(newProcess().current()))).toMatch(/the next token was lost/);
      });
    },
  );
});

describe('a refresh token that expired unused', () => {
  const store = createMemoryStore();
  describeLogIn(
    () => store,
    ({ newProcess }) => {
      it('is told as such', async () => {
        expect(String(await failureOf(newProcess().current()))).toMatch(/has expired, or consent was withdrawn/);
      });
    },
    { refreshTokenTtlDays: 0 },
  );
});

describe('what is kept of a log-in', () => {
  const values: JsonValue[] = [];
  const store = watched(createMemoryStore(), values);
  describeLogIn(
    () => store,
    ({ newProcess, refreshToken }) => {
      it('lets nobody in who has it but not the client’s secret', async () => {
        const token = await newProcess().current();
        const seen = JSON.stringify(values);
        expect(seen).toContain('sealed');
        for (const secret of [token, refreshToken(), client.clientSecret]) expect(seen).not.toContain(secret);
      });
    },
  );
});

/** A store that loses one change after it was made: the database went away before it was committed. */
function losing(store: SharedStore, { commit }: { commit: number }): SharedStore {
  let changes = 0;
  return {
    update: (key, change) =>
      store.update(key, async (...state) => {
        const changed = await change(...state);
        if (++changes === commit) throw new Error('the database is away');
        return changed;
      }),
  };
}

function watched(store: SharedStore, values: JsonValue[]): SharedStore {
  return {
    update: (key, change) =>
      store.update(key, async (...state) => {
        const changed = await change(...state);
        values.push(key, changed.value);
        return changed;
      }),
  };
}
