import type { TestProject } from 'vitest/node';
import { ensureTemporalCli } from '../../tools/temporal-cli/ensure-temporal-cli.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Temporal CLI, which has a server inside. */
    temporalCli: string;
  }
}

/** Obtains the Temporal CLI once for the whole run. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('temporalCli', await ensureTemporalCli({ log: (line) => console.error(line) }));
}
