/** Stands in for the real intake: all that matters here is that it comes to its end. */
export async function intakeWorkflow(): Promise<string> {
  return Promise.resolve('taken in');
}
