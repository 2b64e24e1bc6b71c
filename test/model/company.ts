import type { FortnoxControl } from '../../simulators/fortnox/control.ts';

/** What the orders of the model need in the ERP. */
export async function setUpCompany(fortnox: FortnoxControl): Promise<void> {
  await fortnox.addAccount(2421);
  await fortnox.addModeOfPayment({ code: 'GIFT', account: 2421 });
  await fortnox.addVatRate(19);
}

/** The policy's mapping for all goods, countries and payments of the model. */
export const MAPPING = {
  customers: { default: '1' },
  salesAccounts: [
    { country: 'SE', vatPercent: 25, account: 3001 },
    { country: 'SE', vatPercent: 12, account: 3002 },
    { country: 'DE', vatPercent: 19, account: 3106 },
    { country: '*', vatPercent: 0, account: 3105 },
  ],
  roundingAccount: 3740,
  payments: { klarna: { modeOfPayment: 'KLARNA' } },
  giftCardPayment: { modeOfPayment: 'GIFT' },
  stockPoints: { Stockholm: 'HL' },
};
