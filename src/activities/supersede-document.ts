import type { ActivityDeps } from './dependencies.ts';

/**
 * Sets the record of a document aside because it is cancelled in the ERP, so that its key may be used once more. Does
 * nothing when the record names another document: then somebody was faster.
 */
export async function supersedeDocument(
  { records }: ActivityDeps,
  key: string,
  documentNumber: string,
  reason: string,
): Promise<void> {
  await records.effects.supersede(key, { documentNumber }, reason);
}
