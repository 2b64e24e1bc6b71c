import { describe, expect, it } from 'vitest';
import type { OrderView, StepView } from '../../src/domain/order-view.ts';
import { detailsOf } from '../../src/workflows/view.ts';

const capture: StepView = {
  id: 'S-1902-capture',
  kind: 'capture',
  title: '1001-1',
  state: 'done',
  amountMinor: 124_900,
};
const viewWith = (step: StepView): OrderView => ({
  connectionId: 'acme',
  orderNumber: 1001,
  stage: 'waiting',
  currency: 'SEK',
  lanes: [{ title: '1001-1', steps: [step] }],
});

describe('what the Temporal Web UI shows of an order', () => {
  it('tells what Centra warned of though it was done, beside the table', () => {
    const details = detailsOf(viewWith({ ...capture, note: 'The confirmation could not be sent.' }));
    expect(details).toContain('- 1001-1 capture, done: The confirmation could not be sent.');
    expect(details).toContain('| 1001-1 | 1249.00 | ✓ |');
    expect(detailsOf(viewWith(capture))).not.toContain('done:');
  });
});
