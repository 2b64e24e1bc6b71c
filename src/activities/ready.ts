import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

/**
 * Asks first whether the system that a queue is for can be called at all. While the ERP is away, its activities would
 * otherwise read their material from Centra at each try, a thousand orders a thousand times, and use up Centra's limits.
 */
export const onlyWhenReady = (ready: () => Promise<void>): ActivityInboundCallsInterceptor => ({
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    await ready();
    return next(input);
  },
});
