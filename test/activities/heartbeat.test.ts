import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BEAT_EVERY_MS, heartbeats } from '../../src/activities/heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('an activity that takes long says so, until it ends', async () => {
  const env = new MockActivityEnvironment({}, { interceptors: [() => ({ inbound: heartbeats })] });
  let beats = 0;
  env.on('heartbeat', () => (beats += 1));
  let finish = (): void => undefined;
  const running = env.run(() => new Promise<void>((resolve) => (finish = resolve)));
  await vi.advanceTimersByTimeAsync(4 * BEAT_EVERY_MS);
  expect(beats).toBe(4);
  finish();
  await running;
  await vi.advanceTimersByTimeAsync(4 * BEAT_EVERY_MS);
  expect(beats).toBe(4);
});
