import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/**
 * Reads what comes into a workflow as usual, and what cannot be read as undefined. A signal with broken JSON or an odd
 * encoding is in the history for good: failing on it would block the order for ever, while its handler can journal that
 * nothing readable came.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return undefined as T;
    }
  },
};
