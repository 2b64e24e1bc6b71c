import { z } from 'zod';
import type { ReturnSelection } from './returns.ts';

const ReturnWithOrder = z.object({ id: z.int(), order: z.object({ number: z.int() }) });

export const RETURN_WITH_ORDER: ReturnSelection<z.infer<typeof ReturnWithOrder>> = {
  name: 'OrdersOfReturns',
  fields: '{ id order { number } }',
  answer: ReturnWithOrder,
};
