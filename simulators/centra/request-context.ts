import type { RateLimit } from './rate-limit.ts';
import type { World } from './state.ts';

/** What the resolvers of one request share. */
export interface RequestContext {
  readonly world: World;
  readonly rateLimit: RateLimit;
  /** Words of a planned refusal: of the payment provider for captures, of Centra for the rest. */
  readonly refusal: string | null;
  /** Words of a planned warning on what succeeds. */
  readonly warning: string | null;
}
