import { describe, expect, it } from 'vitest';
import { refusal, useFortnox, type Answer, type Json } from './fortnox-world.ts';

const fortnox = useFortnox();
const { ask } = fortnox;

describe('registers', () => {
  it('never give a customer number twice, not even after the customer is gone', async () => {
    const add = (number: string): Promise<Answer> =>
      ask('POST', '/3/customers', { Customer: { Name: 'Anna', CustomerNumber: number, Email: 'anna@example.com' } });
    expect((await add('C1')).status).toBe(201);
    await fortnox.control.removeCustomer('C1');
    expect(await refusal(add('C1'))).toMatchObject({ code: 2000637 });
    expect((await ask('GET', '/3/customers/C1')).json['ErrorInformation']).toMatchObject({ Code: 2000433 });
    await fortnox.control.addCustomer({ customerNumber: 'C2', name: 'Bo', email: 'bo@example.com' });
    const { json } = await ask('GET', '/3/customers?email=BO@');
    expect((json['Customers'] as Json[]).map((customer) => customer['CustomerNumber'])).toEqual(['C2']);
  });

  it('know articles, accounts, fiscal years and modes of payment', async () => {
    expect((await ask('POST', '/3/articles', { Article: { Description: 'Hat', ArticleNumber: 'HAT-1' } })).status).toBe(
      201,
    );
    expect((await ask('GET', '/3/articles/HAT-1')).json['Article']).toMatchObject({ Description: 'Hat' });
    const spaced = ask('POST', '/3/articles', { Article: { Description: 'Hat', ArticleNumber: 'HAT 1' } });
    expect(await refusal(spaced)).toMatchObject({ code: 2000106 });
    expect((await ask('GET', '/3/accounts/3001')).json['Account']).toMatchObject({ Number: 3001 });
    await fortnox.control.removeAccount(3001);
    expect((await ask('GET', '/3/accounts/3001')).json['ErrorInformation']).toMatchObject({ Code: 2000423 });
    const years = await ask('GET', '/3/financialyears?date=2026-11-24');
    expect(years.json['FinancialYears']).toMatchObject([{ FromDate: '2026-01-01', AccountingMethod: 'ACCRUAL' }]);
    const { json: modes } = await ask('GET', '/3/modesofpayments');
    expect((modes['ModesOfPayments'] as Json[]).map((mode) => mode['Code'])).toContain('KLARNA');
    expect((await ask('GET', '/3/companyinformation')).json['CompanyInformation']).toMatchObject({
      DatabaseNumber: 123456,
    });
  });
});
