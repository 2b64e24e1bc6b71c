import { z } from 'zod';
import { flag, name } from './answers.ts';
import type { SetUpFinding } from '../erp.ts';
import type { SetUpCheck } from './set-up-check.ts';

const tenant = z.object({ activated: flag });
const stockPoints = z.array(z.object({ code: name }));

/** Stock documents need the warehouse module, and goods go to the stock points that the mapping names. */
export const checkWarehouse: SetUpCheck = async (client, { stockModes, mapping }) => {
  const byDocument = stockModes.includes('document');
  // The module is not needed for invoices to move stock; stock points are, where the mapping names them.
  if (!byDocument && !(stockModes.includes('invoice') && Object.keys(mapping.stockPoints).length > 0)) return [];
  const read = { method: 'GET', isWrite: false, otherwise: 'erpRefused' } as const;
  const { activated } = await client.call({ ...read, path: '/api/warehouse/tenants-v4', answer: tenant });
  if (!activated) {
    return [
      {
        level: 'warning',
        subject: 'warehouse module',
        text: `the warehouse module is not activated: ${byDocument ? 'every stock document (stock.mode: document)' : 'every invoice that names a stock point (mapping.stockPoints)'} will be refused`,
        remedy: 'Activate the module (Fortnox: Lager), or set policy.stock.mode to who moves the stock, and restart.',
      },
    ];
  }

  const existing = await client.call({ ...read, path: '/api/warehouse/stockpoints-v1', answer: stockPoints });
  const codes = existing.map(({ code }) => code);
  const mapped = Object.entries(mapping.stockPoints);
  const remedy =
    'Correct policy.mapping.stockPoints and restart, or add the stock point (Fortnox: Lager, Lagerställen).';
  const missing = mapped
    .filter(([, code]) => !codes.includes(code))
    .map(([warehouse, code]): SetUpFinding => ({
      level: 'warning',
      subject: `stock point ${code}`,
      text: `the stock point ${code}, which policy.mapping.stockPoints names for ${warehouse}, is not among the active ones in Fortnox`,
      remedy,
    }));
  if (mapped.length > 0 || codes.length < 2) return missing;
  return [
    {
      level: 'warning',
      subject: 'stock points',
      text: `the company has several stock points (${codes.join(', ')}), and policy.mapping.stockPoints names none`,
      remedy,
    },
  ];
};
