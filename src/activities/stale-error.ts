/** What was asked for was planned too long ago, or for an order that has changed since: it has to be planned anew. */
export class StaleError extends Error {
  override readonly name = 'StaleError';

  constructor(stepId: string) {
    super(`${stepId} is not done on an old plan: the order is looked at first`);
  }
}
