import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/config.ts';
import { salesAccountsFrom } from '../../src/config/sales-accounts-file.ts';

const RIGHT = [
  { country: 'DE', vatPercent: 19, account: 3106 },
  { country: 'FI', vatPercent: 25.5, account: 3107 },
];

describe('a table of sales accounts', () => {
  test.each([
    ['commas', 'country,vatPercent,account\nDE,19,3106\nFI,25.5,3107\n'],
    ['commas, and a decimal comma in quotes', 'country,vatPercent,account\nDE,19,3106\nFI,"25,5",3107'],
    [
      'semicolons and decimal commas, as a Swedish spreadsheet writes',
      'country;vatPercent;account\nDE;19;3106\nFI;25,5;3107',
    ],
    ['tabs', 'country\tvatPercent\taccount\nDE\t19\t3106\nFI\t25.5\t3107'],
    ['a byte order mark and Windows lines', '\uFEFFcountry;vatPercent;account\r\nDE;19;3106\r\nFI;25,5;3107\r\n'],
    [
      'another order, spaces and empty lines',
      '\n Account , Country , VatPercent \n 3106 , DE , 19 \n\n3107,FI,25.5\n,,\n',
    ],
  ])('is read with %s', (_, text) => {
    expect(salesAccountsFrom(text)).toEqual({ accounts: RIGHT, problems: [] });
  });

  const problemsOf = (...rows: string[]) =>
    salesAccountsFrom(['country,vatPercent,account', ...rows].join('\n')).problems;

  test('names each mistake by line and column, with what is allowed', () => {
    expect(problemsOf('DE,19,3106', 'de,19 %,310', ',12,3001')).toEqual([
      'line 3, column country: found "de"; must be two capital letters (ISO 3166-1 alpha-2), EU or *',
      'line 3, column vatPercent: found "19 %"; must be a rate from 0 to 100, as 25 or 5.5 or 5,5',
      'line 3, column account: found "310"; must be a whole number from 1000 to 9999',
      'line 4, column country: is missing; must be two capital letters (ISO 3166-1 alpha-2), EU or *',
    ]);
  });

  test('has one account for a country and a rate, however the rate is written', () => {
    expect(problemsOf('FI,25.5,3107', 'FI,"25,50",3107')).toEqual([
      'line 3, column country: found FI at 25.5 % again; must be there once, and is at line 2',
    ]);
  });

  test('tells a decimal comma that became two cells', () => {
    expect(problemsOf('FI,25,5,3107')).toEqual([
      'line 2: found 4 cells; must have 3: a cell with a comma goes in quotes',
    ]);
  });

  test.each([
    ['', /^line 1: found nothing; must be a header with the columns country, vatPercent, account$/],
    ['DE,19,3106', /^line 1: found "DE 19 3106"; must be a header/],
    ['country,rate,account\nDE,19,3106', /^line 1: .*must be a header/],
    ['country,vatPercent,account', /^line 1: must be followed/],
    ['country,vatPercent,account\nD\uFFFD,19,3106', /^must be UTF-8$/],
  ])('%j is none', (text, problem) => {
    expect(salesAccountsFrom(text).problems).toEqual([expect.stringMatching(problem)]);
  });
});

describe('the table that a config names', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shipledger-config-'));
  const configWith = (mapping: string, env: Record<string, string> = {}) => {
    const path = join(directory, 'shipledger.yaml');
    writeFileSync(
      path,
      `
temporal: { address: 127.0.0.1:7233 }
database: { directory: ./data }
api: { port: 8080 }
connections:
  - { id: acme, key: acme, mode: live, goLive: 2026-01-01, timeZone: Europe/Stockholm,
      centra: { url: https://centra.example/graphql, token: t, webhookSecrets: [s] },
      erp: { kind: fortnox, apiUrl: https://f.example, authUrl: https://f.example, clientId: c, clientSecret: d, tenantId: "1" },
      policy: { stock: { mode: "off" }, mapping: { customers: { default: "1" }, ${mapping} } } }
`,
    );
    return loadConfig(path, env).connections[0]?.policy.mapping;
  };
  const problemsOf = (mapping: string, env: Record<string, string> = {}): readonly string[] => {
    try {
      configWith(mapping, env);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
  };
  const file = (name: string, ...rows: string[]) =>
    writeFileSync(join(directory, name), ['country,vatPercent,account', ...rows].join('\n'));

  test('stands beside the config file, and adds to the accounts in it', () => {
    file('right.csv', 'DE,19,3106', 'FI,25.5,3107');
    const se = '{ country: SE, vatPercent: 25, account: 3001 }';
    expect(configWith(`salesAccounts: [${se}], salesAccountsFile: ./right.csv`)?.salesAccounts).toEqual([
      { country: 'SE', vatPercent: 25, account: 3001 },
      ...RIGHT,
    ]);
    expect(configWith('salesAccountsFile: right.csv')?.salesAccounts).toEqual(RIGHT);
  });

  test('is named with the line and column of a mistake', () => {
    file('wrong.csv', 'DE,19,31');
    expect(problemsOf('salesAccountsFile: wrong.csv')).toEqual([
      expect.stringMatching(
        /mapping\.salesAccountsFile \(line \d+\): wrong\.csv line 2, column account: found "31"; must/,
      ),
    ]);
  });

  test('contradicts nothing that the config itself says', () => {
    file('other.csv', 'DE,19,3107');
    const own = 'salesAccounts: [{ country: DE, vatPercent: 19, account: 3106 }]';
    expect(problemsOf(`${own}, salesAccountsFile: other.csv`)).toEqual([
      expect.stringMatching(/found account 3107 for DE at 19 %; must be 3106 as in salesAccounts$/),
    ]);
    file('same.csv', 'DE,19,3106');
    expect(problemsOf(`${own}, salesAccountsFile: same.csv`)).toEqual([]);
  });

  test('must be there; a name from the environment is not shown', () => {
    expect(problemsOf('salesAccountsFile: nowhere.csv')).toEqual([
      expect.stringMatching(/nowhere\.csv: must be a file that can be read$/),
    ]);
    const hidden = problemsOf('salesAccountsFile: "${FILE}"', { FILE: 'secret-name.csv' }).join();
    expect(hidden).toContain('the file: must be a file');
    expect(hidden).not.toContain('secret-name');
  });

  test('or accounts in the config itself are needed', () => {
    expect(problemsOf('shippingAccount: 3520')).toEqual([
      expect.stringMatching(/mapping\.salesAccounts.*is missing; must have at least one entry/),
    ]);
  });
});
