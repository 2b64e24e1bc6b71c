import { patched } from '@temporalio/workflow';

/**
 * Changes of what the executor asks Temporal for. Orders stay open for months: one that was begun before a change goes on
 * as it was begun. A patch goes when no such order is left, and with it what stands beside it.
 */

/**
 * Fewer events for each order: a step is one activity, a look waits for the rest of a burst by itself instead of by a
 * timer, and an order that was just looked at closes without another look. And a request that a provider answers later is
 * looked after without being told, and a plan that changed by itself is told of.
 */
export const isThrifty = (): boolean => patched('thrifty');
