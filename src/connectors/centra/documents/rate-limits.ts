import { z } from 'zod';
import type { Operation } from './operation.ts';

/** What is left of each limit. Needs no permission, and is counted itself. */
const RATE_LIMITS = /* GraphQL */ `
  query RateLimits {
    rateLimits {
      type
      intervalSeconds
      quota
      remainingQuota
    }
  }
`;

const RateLimit = z.object({
  type: z.string(),
  intervalSeconds: z.string(),
  quota: z.number(),
  remainingQuota: z.number(),
});

export function rateLimits(): Operation<{ rateLimits: z.infer<typeof RateLimit>[] }> {
  return {
    name: 'RateLimits',
    text: RATE_LIMITS,
    variables: {},
    isWrite: false,
    answer: z.object({ rateLimits: z.array(RateLimit) }),
  };
}
