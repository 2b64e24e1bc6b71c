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
    const beating = setInterval(() => activity.heartbeat(), BEAT_EVERY_MS);
    try {
      return await next(input);
    } finally {
      clearInterval(beating);
    }
  },
};
