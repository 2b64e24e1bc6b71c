import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres.global-setup.ts', 'test/support/temporal.global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more files at once only makes servers wait for each other.
    maxWorkers: 2,
    reporters: ['default'],
  },
});
