import { connectionOf, effectOf, onceDeps, type ActivityDeps } from './dependencies.ts';
import { once } from './once.ts';
import type { StepRequest } from './step-request.ts';

/** Books a document that was made and compared. From here on it is part of the merchant's books. */
export function createBookErpDocument(deps: ActivityDeps) {
  return async function bookErpDocument(request: StepRequest, documentNumber: string): Promise<void> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp } = connection;
    // A remade document is another booking, so the number is part of the key.
    await once(onceDeps(deps), effectOf(connection, request, `book-${documentNumber}`), {
      find: async () => ((await erp.readDocument(documentNumber)).isBooked ? { documentNumber } : undefined),
      perform: async () => {
        await erp.bookDocument(documentNumber);
        return { documentNumber };
      },
    });
  };
}
