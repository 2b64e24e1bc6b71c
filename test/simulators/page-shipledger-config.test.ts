import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  COMPANY,
  DEFAULT_PORTS,
  GIFT_CARD_ACCOUNT,
  GIFT_CARD_MODE,
  DEFAULT_WEBHOOK_URL,
  STOCK_POINTS,
} from '../../simulators/page/demo-values.ts';
import { MARKETS } from '../../simulators/page/baskets.ts';
import { accessTo } from '../../simulators/page/how-to.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openPlayground } from './page-visitor.ts';

const path = fileURLToPath(new URL('../../simulators/shipledger.yaml', import.meta.url));

describe('simulators/shipledger.yaml', () => {
  const config = loadConfig(path, {});
  const [connection] = config.connections;

  it('logs in to the simulators as they start without options', () => {
    const access = Object.fromEntries(
      accessTo({
        centraGraphql: `http://127.0.0.1:${DEFAULT_PORTS.centra}/graphql`,
        fortnox: `http://127.0.0.1:${DEFAULT_PORTS.fortnox}`,
        webhook: DEFAULT_WEBHOOK_URL,
      }),
    );
    expect(connection).toMatchObject({
      mode: 'live',
      centra: {
        url: access['centra.url'],
        token: access['centra.token'],
        webhookSecrets: [access['centra.webhookSecrets']],
      },
      erp: {
        apiUrl: access['erp.apiUrl'],
        authUrl: access['erp.authUrl'],
        clientId: access['erp.clientId'],
        clientSecret: access['erp.clientSecret'],
        tenantId: access['erp.tenantId'],
      },
    });
  });

  it('hears the webhooks of the simulated Centra', () => {
    expect(DEFAULT_WEBHOOK_URL).toBe(`http://${config.api.host}:${config.api.port}/webhooks/centra/${connection?.id}`);
  });

  it('keeps its records embedded, and finds Temporal where a development server is', () => {
    expect(config).toMatchObject({
      temporal: { address: '127.0.0.1:7233' },
      database: { directory: './data/simulators' },
    });
  });

  it('books gift cards that are sold as the debt that they are', () => {
    expect(connection?.policy.mapping.giftCertificateAccount).toBe(GIFT_CARD_ACCOUNT);
  });

  it('has an account for what is sold in each country, and modes of payment that the company has', async () => {
    const { salesAccounts, payments, giftCardPayment } = connection?.policy.mapping ?? {};
    const markets = Object.entries(MARKETS).map(([country, { taxPercent }]) => [country, taxPercent]);
    expect(salesAccounts?.map(({ country, vatPercent }) => [country, vatPercent])).toEqual(markets);
    const playground = await openPlayground();
    const { modesOfPayment } = (await playground.fortnox.state()).company;
    await playground.stop();
    const modes = [payments?.['klarna'], giftCardPayment].map((payment) => payment?.modeOfPayment);
    expect(Object.keys(modesOfPayment)).toEqual(expect.arrayContaining(modes));
    expect(modesOfPayment[GIFT_CARD_MODE]).toBe(GIFT_CARD_ACCOUNT);
  });

  it('names customers and stock points that the simulated company has', () => {
    const { customers, stockPoints } = connection?.policy.mapping ?? {};
    const numbers = COMPANY.customers.map(({ customerNumber }) => customerNumber);
    expect(numbers).toEqual(expect.arrayContaining([customers?.default, ...Object.values(customers?.byCountry ?? {})]));
    expect(stockPoints).toEqual(Object.fromEntries(STOCK_POINTS.map(({ name, code }) => [name, code])));
  });
});
