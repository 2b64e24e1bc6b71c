const LIMIT = 25;
const WINDOW_MS = 5000;

/**
 * Tells whether one more request may pass: 25 in any 5 seconds, for one client and tenant. What is refused counts too:
 * who goes on hammering stays limited until the average is back (Fortnox: rate limits).
 */
export function createRateLimit(): () => boolean {
  let recent: number[] = [];
  return () => {
    const now = performance.now();
    recent = [...recent.filter((then) => then > now - WINDOW_MS), now];
    return recent.length <= LIMIT;
  };
}
