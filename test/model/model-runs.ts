/** How many random lives are lived, and which: what a failure prints lives the same one again. */
export interface ModelRuns {
  readonly numRuns: number;
  readonly seed?: number;
  readonly path?: string;
  /** The `replayPath` of a failure. */
  readonly replay?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** By `npm run model`; without it, as many as a run of all tests has time for. */
    modelRuns?: ModelRuns;
  }
}
