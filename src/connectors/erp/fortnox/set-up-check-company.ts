import { z } from 'zod';
import { PROBLEMS } from '../../../domain/problems.ts';
import { text } from './answers.ts';
import type { FortnoxClient } from './client.ts';
import type { SetUpCheck } from './set-up-check.ts';

const company = z.object({
  CompanySettings: z.object({ DatabaseNumber: text, Name: text, BG: text, PG: text, IBAN: text }),
});

async function readCompany(client: FortnoxClient): Promise<z.infer<typeof company>['CompanySettings']> {
  const path = '/3/settings/company';
  const answer = await client.call({ method: 'GET', path, isWrite: false, answer: company, otherwise: 'erpRefused' });
  return answer.CompanySettings;
}

/** A log-in to another company would book there, under numbers and accounts that may well exist. */
export const checkCompany: SetUpCheck = async (client, { tenantId }) => {
  const { DatabaseNumber: number, Name: name } = await readCompany(client);
  if (number === tenantId) return [];
  if (number === '') {
    const said = 'Fortnox does not say which company the log-in leads to, so that it cannot be held against the config';
    return [
      { level: 'warning', subject: `company ${tenantId}`, text: said, remedy: 'Look into erp.tenantId yourself.' },
    ];
  }
  return [
    {
      level: 'error',
      subject: `company ${tenantId}`,
      text: `the log-in leads to the company ${number} (${name}), and the config says ${tenantId}`,
      remedy: 'Correct erp.tenantId, or log in with what the right company has consented to.',
    },
  ];
};

/** Without them Fortnox refuses to send any invoice. */
export const checkBankDetails: SetUpCheck = async (client, { sendsByEmail }) => {
  if (!sendsByEmail) return [];
  const { BG, PG, IBAN } = await readCompany(client);
  if (`${BG}${PG}${IBAN}` !== '') return [];
  const { title, remedy } = PROBLEMS.bankDetailsMissing;
  return [{ level: 'warning', subject: 'bank details', text: `${title}; invoices are to be sent by e-mail`, remedy }];
};
