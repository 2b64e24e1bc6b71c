import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

/** Well below the time-out that workflows set, so that a busy moment loses no activity. */
export const BEAT_EVERY_MS = 5_000;

/**
 * Tells the server that an activity is still being worked on. A worker that is killed tells nothing: without heartbeats
 * what it held would be tried again only when its whole time is over, which is minutes.
 */
export const heartbeats: ActivityInboundCallsInterceptor = {
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const activity = Context.current();
    const beating = setInterval(() => activity.heartbeat(keptOf(activity)), BEAT_EVERY_MS);
    try {
      return await next(input);
    } finally {
      clearInterval(beating);
    }
  },
};

const kept = new WeakMap<Context, unknown>();

/** Keeps something for the next attempt of the activity that we are in; a beat without it would forget it. */
export function keepForNextAttempt(details: unknown): void {
  const activity = Context.current();
  kept.set(activity, details);
  activity.heartbeat(details);
}

/** What this attempt has kept, or else an earlier one. */
function keptOf(activity: Context): unknown {
  return kept.get(activity) ?? activity.info.heartbeatDetails;
}
