import { createFortnox } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import type { ErpWorld, Mishap, Obstacle } from '../erp-contract.ts';
import { describeErpContract } from '../erp-contract.ts';
import { startFortnoxWorld } from './fortnox-world.ts';

/** Nothing listens on this port of the machine itself. */
const NOWHERE = 'http://127.0.0.1:1';

describeErpContract('Fortnox', async (): Promise<ErpWorld> => {
  const { simulator, control, settings, erp } = await startFortnoxWorld({ warehouse: { activated: true } });

  const refuseWith = (code: number) =>
    control.addFault({ method: 'POST', path: '/3/invoices', kind: 'refuse', code, times: 1 });
  const obstacles: Readonly<Record<Obstacle, { obstruct(): Promise<void>; clear(): Promise<void> }>> = {
    vatRateMissing: { obstruct: () => control.removeVatRate(25), clear: () => control.addVatRate(25) },
    currencyMissing: { obstruct: () => control.removeCurrency('SEK'), clear: () => control.addCurrency('SEK') },
    customerMissing: {
      obstruct: () => control.removeCustomer('1'),
      clear: () => control.addCustomer({ customerNumber: '1', name: 'Webbkund' }),
    },
    accountMissing: { obstruct: () => control.removeAccount(3001), clear: () => control.addAccount(3001) },
    periodLocked: { obstruct: () => control.lockPeriod('2026-03-31'), clear: () => control.lockPeriod(null) },
    erpScopeMissing: { obstruct: () => refuseWith(2000663), clear: () => control.clearFaults() },
    erpLicenceMissing: { obstruct: () => refuseWith(2001101), clear: () => control.clearFaults() },
  };
  const mishaps: Readonly<Record<Mishap, 'commitThenDrop' | 'status500' | 'status429' | 'expiredToken'>> = {
    answerLost: 'commitThenDrop',
    failedBefore: 'status500',
    rateLimited: 'status429',
    tokenExpired: 'expiredToken',
  };

  return {
    erp,
    unreachable: createFortnox({ ...settings, apiUrl: NOWHERE, authUrl: NOWHERE }),
    obstruct: (obstacle) => obstacles[obstacle].obstruct(),
    clear: (obstacle) => obstacles[obstacle].clear(),
    happen: (mishap) => control.addFault({ method: 'POST', path: '/3/invoices', kind: mishaps[mishap], times: 1 }),
    addArticle: (sku, inStock) =>
      control.addArticle({ articleNumber: sku, description: sku, stockGoods: true, quantity: inStock }),
    inStock: async (sku) => {
      const { stockBalances } = await control.state();
      return stockBalances.filter((b) => b.itemId === sku).reduce((sum, b) => sum + b.inStock, 0);
    },
    stop: () => simulator.stop(),
  };
});
