import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BEAT_EVERY_MS, heartbeats, keepForNextAttempt } from '../../src/activities/heartbeat.ts';

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

it('what an attempt keeps for the next one is in each later beat, and what an earlier one kept until then', async () => {
  const info = { heartbeatDetails: 'made by an earlier attempt' };
  const env = new MockActivityEnvironment(info, { interceptors: [() => ({ inbound: heartbeats })] });
  const told: unknown[] = [];
  env.on('heartbeat', (details) => told.push(details));
  let goOn = (): void => undefined;
  const running = env.run(async () => {
    await new Promise<void>((resolve) => (goOn = resolve));
    keepForNextAttempt('made now');
    await new Promise<void>((resolve) => (goOn = resolve));
  });
  await vi.advanceTimersByTimeAsync(BEAT_EVERY_MS);
  goOn();
  await vi.advanceTimersByTimeAsync(BEAT_EVERY_MS);
  expect(told).toEqual(['made by an earlier attempt', 'made now', 'made now']);
  goOn();
  await running;
});
