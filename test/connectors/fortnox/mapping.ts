import type { FortnoxMapping } from '../../../src/connectors/erp/fortnox/mapping.ts';

export const mapping: FortnoxMapping = {
  customers: { default: '1', byCountry: {} },
  salesAccounts: [
    { country: 'SE', vatPercent: 25, account: 3001 },
    { country: 'SE', vatPercent: 12, account: 3002 },
    { country: 'SE', vatPercent: 6, account: 3003 },
    { country: 'SE', vatPercent: 0, account: 3004 },
    { country: 'EU', vatPercent: 0, account: 3108 },
    { country: '*', vatPercent: 0, account: 3105 },
  ],
  shippingAccount: 3520,
  payments: {},
  stockPoints: {},
};
