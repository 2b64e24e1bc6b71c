import { afterEach, describe, expect, it } from 'vitest';
import { NotDoneError } from '../../../src/connectors/call-errors.ts';
import { createFortnox, type FortnoxSettings } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import { startFortnoxWorld, type SimulatorOptions } from './fortnox-world.ts';
import { mapping } from './mapping.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function worldOf(options: Partial<SimulatorOptions> = {}, changes: Partial<FortnoxSettings> = {}) {
  const world = await startFortnoxWorld(options, changes);
  stops.push(() => world.simulator.stop());
  const found = async (): Promise<string[]> =>
    (await world.erp.checkSetUp('everything')).map(({ level, text }) => `${level}: ${text}`);
  return { ...world, found };
}

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

describe('the set-up of a company in Fortnox', () => {
  it('that fits the config leaves nothing to say', async () => {
    const { found } = await worldOf(
      { warehouse: { activated: true } },
      { stockModes: ['document'], sendsByEmail: true },
    );
    expect(await found()).toEqual([]);
  });

  it('of another company than the config says is a danger, seen in one request', async () => {
    const { control, settings } = await worldOf({ tenantId: '999' });
    const erp = createFortnox({ ...settings, auth: 'refreshToken', refreshToken: await control.consent() });
    const dangers = await erp.checkSetUp('dangers');
    expect(dangers).toEqual([
      {
        level: 'error',
        subject: 'company 123456',
        text: 'the log-in leads to the company 999 (Simulerat AB), and the config says 123456',
        remedy: expect.stringContaining('erp.tenantId'),
      },
    ]);
    const { requestCounts } = await control.state();
    expect(Object.entries(requestCounts).filter(([route]) => !route.includes('oauth'))).toEqual([
      ['GET /3/settings/company', 1],
    ]);
  });

  it('names each account, customer and code that the mapping names and Fortnox lacks, with where to mend it', async () => {
    const { erp, found, control } = await worldOf(
      {},
      {
        mapping: {
          ...mapping,
          customers: { default: '1', byCountry: { SE: '10', NO: '10' } },
          shippingAccount: 3599,
          payments: { klarna: { modeOfPayment: 'SWISH', account: 1599, termsOfPayment: '45' } },
          giftCardPayment: { modeOfPayment: 'GIFT' },
          costCenter: 'WEB',
          project: '7',
        },
      },
    );
    expect(await found()).toEqual([
      'warning: the account 3599, which policy.mapping.shippingAccount names, does not exist in Fortnox',
      'warning: the account 1599, which policy.mapping.payments.klarna names, does not exist in Fortnox',
      'warning: the customer 10, which policy.mapping.customers.byCountry.SE names, does not exist in Fortnox',
      'warning: the mode of payment SWISH, which policy.mapping.payments.klarna names, does not exist in Fortnox',
      'warning: the mode of payment GIFT, which policy.mapping.giftCardPayment names, does not exist in Fortnox',
      'warning: the payment term 45, which policy.mapping.payments.klarna names, does not exist in Fortnox',
      'warning: the cost centre WEB, which policy.mapping.costCenter names, does not exist in Fortnox',
      'warning: the project 7, which policy.mapping.project names, does not exist in Fortnox',
    ]);
    const [account] = await erp.checkSetUp('everything');
    expect(account?.remedy).toMatch(/Kontoplan/);
    const { requestCounts } = await control.state();
    expect(requestCounts['GET /3/customers/:customerNumber']).toBe(2 * 2);
  });

  it('tells what is there but not in use', async () => {
    const { found, control } = await worldOf({}, { mapping: { ...mapping, costCenter: 'WEB', project: '7' } });
    await control.deactivateAccount(3001);
    await control.addToRegister('costCenters', { code: 'WEB', active: false });
    await control.addToRegister('projects', { code: '7', active: false });
    expect(await found()).toEqual([
      expect.stringMatching(/account 3001.*is inactive/),
      expect.stringMatching(/cost centre WEB.*is inactive/),
      expect.stringMatching(/project 7.*is closed/),
    ]);
  });

  it('without the warehouse module has no place for stock documents', async () => {
    const { found } = await worldOf({ warehouse: { activated: false } }, { stockModes: ['document'] });
    expect(await found()).toEqual([expect.stringMatching(/^warning: the warehouse module is not activated/)]);
  });

  it('without the warehouse module has no stock points for invoices to name', async () => {
    const { found } = await worldOf(
      { warehouse: { activated: false } },
      { stockModes: ['invoice'], mapping: { ...mapping, articles: 'sku', stockPoints: { Stockholm: 'HL' } } },
    );
    expect(await found()).toEqual([expect.stringMatching(/every invoice that names a stock point .* will be refused/)]);
  });

  it('does not matter to stock that something else moves', async () => {
    const { found } = await worldOf({ warehouse: { activated: false } });
    expect(await found()).toEqual([]);
  });

  it('is a danger where stock documents move what the invoice moves already, seen without asking', async () => {
    const named = { ...mapping, articles: 'sku' } as const;
    const { erp } = await worldOf({}, { stockModes: ['invoice', 'document'], mapping: named });
    expect(await erp.checkSetUp('dangers')).toMatchObject([
      { level: 'error', text: expect.stringContaining('counted twice'), remedy: expect.stringContaining('articles') },
    ]);
    const byInvoice = await worldOf({}, { stockModes: ['invoice'], mapping: named });
    expect(await byInvoice.found()).toEqual([]);
  });

  it('names articles that Fortnox keeps in stock where something else is to keep it', async () => {
    const { found, control } = await worldOf({}, { mapping: { ...mapping, articles: 'sku' } });
    await control.addArticle({ articleNumber: 'SERVICE', description: 'Not kept', stockGoods: false });
    expect(await found()).toEqual([]);
    await control.addArticle({ articleNumber: 'SHIRT-M', description: 'Kept', stockGoods: true });
    expect(await found()).toEqual([expect.stringMatching(/^warning: Fortnox keeps articles in stock \(SHIRT-M\)/)]);
  });

  it('knows the stock points that the mapping names, and has them named where there are several', async () => {
    const stockPoints = [
      { code: 'HL', name: 'Huvudlager' },
      { code: 'B2', name: 'Butik' },
    ];
    const several = { warehouse: { activated: true, stockPoints } };
    const mapped = { ...mapping, stockPoints: { Stockholm: 'HL', Malmö: 'M1' } };
    const named = await worldOf(several, { stockModes: ['document'], mapping: mapped });
    expect(await named.found()).toEqual([expect.stringMatching(/stock point M1.*names for Malmö, is not among/)]);
    const unnamed = await worldOf(several, { stockModes: ['document'] });
    expect(await unnamed.found()).toEqual([expect.stringMatching(/several stock points \((HL, B2|B2, HL)\)/)]);
  });

  it('needs bank details where invoices are sent by e-mail, and only there', async () => {
    const withoutBank = await worldOf({ hasBankDetails: false }, { sendsByEmail: true });
    expect(await withoutBank.found()).toEqual([expect.stringMatching(/no bank details/)]);
    expect(await (await worldOf({ hasBankDetails: false })).found()).toEqual([]);
  });

  it('tells a day of today that cannot be booked: no fiscal year, or locked', async () => {
    const { found, control } = await worldOf({ fiscalYears: [{ fromDate: '2020-01-01', toDate: '2020-12-31' }] });
    await control.lockPeriod(day(1));
    expect(await found()).toEqual([
      expect.stringMatching(/fiscal year does not exist.*none covers/),
      `warning: The bookkeeping period is locked: it ends on ${day(1)}`,
    ]);
    const past = await worldOf();
    await past.control.lockPeriod(day(-40));
    expect(await past.found()).toEqual([]);
  });

  it('may keep its books by the cash method, which is only said', async () => {
    const { found } = await worldOf({ accountingMethod: 'CASH' });
    expect(await found()).toEqual([expect.stringMatching(/^info: the books are kept by the cash method/)]);
  });

  it('says once which scope or licence is missing to look at it, and looks at the rest', async () => {
    const { erp, control } = await worldOf({}, { mapping: { ...mapping, costCenter: 'WEB', project: '7' } });
    await control.setScopes(['settings', 'customer', 'bookkeeping', 'costcenter']);
    const findings = await erp.checkSetUp('everything');
    expect(findings).toMatchObject([
      { level: 'warning', text: expect.stringContaining('cost centre WEB') },
      { level: 'warning', text: expect.stringContaining('2000663'), remedy: expect.stringContaining('scope') },
    ]);
  });

  it('cannot be told while Fortnox is away', async () => {
    const { settings } = await worldOf();
    const erp = createFortnox({ ...settings, apiUrl: 'http://127.0.0.1:1', authUrl: 'http://127.0.0.1:1' });
    await expect(erp.checkSetUp('dangers')).rejects.toBeInstanceOf(NotDoneError);
  });
});
