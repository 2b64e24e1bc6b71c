/** Access tokens for one company. Failures are `NotDoneError`: nothing was asked of the books yet. */
export interface TokenSource {
  /** The one that is there, unless it is time for the next. */
  held(): string | undefined;
  current(): Promise<string>;
  /** Another token than the one that was rejected; renewed once, however many calls were rejected with it. */
  insteadOf(rejected: string): Promise<string>;
}

export interface AccessToken {
  readonly value: string;
  /** When to get the next one, by `performance.now()`. */
  readonly renewAtMs: number;
}

/**
 * A way to get an access token: one of Fortnox's two kinds of log-in.
 *
 * @param rejected a token that Fortnox no longer takes, though it should.
 * @throws NotDoneError when there is none to be had.
 */
export type LogIn = (rejected: string | undefined) => Promise<AccessToken>;

/** Renewed this long before it expires, so that no call is under way with a token that runs out. */
export const MARGIN_MS = 60_000;

/** Keeps the access token of a log-in and renews it in time, once at a time. */
export function createTokenSource(logIn: LogIn): TokenSource {
  let held: AccessToken | undefined;
  let renewal: Promise<AccessToken> | undefined;

  const renew = async (rejected?: string): Promise<string> => {
    renewal ??= logIn(rejected).finally(() => (renewal = undefined));
    held = await renewal;
    return held.value;
  };

  const fresh = (): string | undefined => (held && performance.now() < held.renewAtMs ? held.value : undefined);

  return {
    held: fresh,
    current: async () => fresh() ?? renew(),
    insteadOf: async (rejected) => (held && held.value !== rejected ? held.value : renew(rejected)),
  };
}
