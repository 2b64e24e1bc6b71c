import { z } from 'zod';
import type { Operation } from './operation.ts';
import { USER_ERRORS, UserErrors } from './parts.ts';

const WITHDRAW_GOOD_TO_GO = /* GraphQL */ `
  mutation WithdrawGoodToGo($shipmentId: Int!) {
    updateShipment(id: $shipmentId, input: { isGoodToGo: false }) {
      ${USER_ERRORS}
    }
  }
`;

export function withdrawGoodToGo(shipmentId: number): Operation<{ updateShipment: z.infer<typeof UserErrors> }> {
  return {
    name: 'WithdrawGoodToGo',
    text: WITHDRAW_GOOD_TO_GO,
    variables: { shipmentId },
    isWrite: true,
    answer: z.object({ updateShipment: UserErrors }),
  };
}
