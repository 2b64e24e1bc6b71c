import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ConfigError } from '../../src/config/config-error.ts';
import { configFromYaml, loadConfig, parseConfig } from '../../src/config/config.ts';
import { redactedConfig } from '../../src/config/secrets.ts';

const ENV = { TOKEN: 'sesame' };

/** The least that a config says, in its text form, with a change made to the data before. */
function textOf(change: (config: ReturnType<typeof least>) => void = () => undefined): string {
  const config = least();
  change(config);
  return stringify(config);
}

function least() {
  const connection = {
    id: 'acme',
    key: 'acme',
    mode: 'live',
    goLive: '2026-01-01',
    timeZone: 'Europe/Stockholm',
    centra: { url: 'https://centra.example/graphql', token: '${TOKEN}', webhookSecrets: ['whsec'] },
    erp: {
      kind: 'fortnox',
      apiUrl: 'https://fortnox.example',
      authUrl: 'https://fortnox.example/token',
      clientId: 'client',
      clientSecret: 'open',
      tenantId: '123456',
    },
    policy: {
      stock: { mode: 'off' },
      mapping: { customers: { default: '1' }, salesAccounts: [{ country: '*', vatPercent: 25, account: 3001 }] },
    } as Record<string, unknown>,
  };
  return {
    temporal: { address: '127.0.0.1:7233' } as Record<string, unknown>,
    database: { url: 'postgres://ledger:hidden@db/shipledger' } as Record<string, unknown>,
    api: { port: 8080 } as Record<string, unknown>,
    connections: [connection] as [typeof connection, ...(typeof connection)[]],
  };
}

function problemsOf(text: string, env: Record<string, string> = ENV): readonly string[] {
  try {
    configFromYaml(text, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a config that is right', () => {
  test('needs to say no more than what cannot be guessed', () => {
    expect(problemsOf(textOf())).toEqual([]);
  });

  test('takes secrets with any character from the environment, and cannot be changed by them', () => {
    const TOKEN = '"\nmode: observe\n${HOME} #%&{}[]';
    expect(configFromYaml(textOf(), { TOKEN }).connections[0]).toMatchObject({
      mode: 'live',
      centra: { token: TOKEN },
    });
  });

  test('never changes while the process runs', () => {
    const config = parseConfig(least());
    expect(() => Object.assign(config.connections[0]?.policy.stock ?? {}, { mode: 'document' })).toThrow(TypeError);
  });

  test('is shown in logs without a secret', () => {
    const config = configFromYaml(
      textOf((c) => {
        c.temporal['apiKey'] = 'cloud-key';
        c.api['tokens'] = [{ name: 'ops', role: 'admin', token: 'ops-token-of-the-team' }];
      }),
      ENV,
    );
    const shown = JSON.stringify(redactedConfig(config));
    for (const secret of ['sesame', 'whsec', 'open', 'cloud-key', 'ops-token', 'hidden']) {
      expect(JSON.stringify(config)).toContain(secret);
      expect(shown).not.toContain(secret);
    }
    expect(shown).toContain('postgres://ledger:***@db/shipledger');
    expect(shown).toContain('"tenantId":"123456"');
  });
});

describe('a config that is wrong', () => {
  test('tells contradictions of the policy beside all else', () => {
    const problems = problemsOf(
      textOf((c) => {
        c.api['port'] = -1;
        c.connections[0].policy['invoice'] = { trigger: 'created' };
      }),
    ).join('\n');
    expect(problems).toMatch(/api\.port/);
    expect(problems).toMatch(/policy\.invoice\.trigger/);
  });

  test('tells tokens that are short, or that share a name or a value', () => {
    const token = (name: string, value: string) => ({ name, role: 'viewer', token: value });
    const withTokens = (...tokens: object[]) => problemsOf(textOf((c) => (c.api['tokens'] = tokens))).join('\n');
    expect(withTokens(token('a', 'short'))).toMatch(/tokens\[0\]\.token.*at least 16/);
    const [one, other] = ['the first of two tokens', 'the other of two tokens'];
    expect(withTokens(token('a', one), token('a', other))).toMatch(/a name of its own/);
    expect(withTokens(token('a', one), token('b', one))).toMatch(/must not use a token twice/);
    expect(withTokens(token('a', one), token('b', other))).toBe('');
  });

  test('whether we move stock must be stated', () => {
    expect(problemsOf(textOf((c) => delete c.connections[0].policy['stock']))).toEqual([
      expect.stringMatching(
        /^connections\[0\]\.policy\.stock\.mode \(line \d+\): is missing; must be one of document, invoice, off$/,
      ),
    ]);
  });

  test('everything that is wrong is told at once, each with its place and line', () => {
    const text = [
      'temporal: { address: nowhere }',
      'database: { url: "mysql://root:hidden@db" }',
      'api:',
      '  port: eighty',
      '  tokns: []',
      'connections: []',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      'temporal.address (line 1): found "nowhere"; must be host:port',
      'database.url (line 2): found ***; must be a postgres:// URL',
      'api.port (line 4): found text; must be a whole number from 0 to 65535',
      'api.tokns (line 5): there is no such setting; did you mean tokens?',
      'connections (line 6): found a list; must have at least one connection',
    ]);
  });

  test.each([
    ['a value that is none of the choices', { mode: 'alive' }, 'mode', 'found "alive"; must be one of observe, live'],
    ['a time zone that is none', { timeZone: 'CEST' }, 'timeZone', 'found "CEST"; must be an IANA time zone'],
    ['a day that is none', { goLive: '2026-02-30' }, 'goLive', 'found "2026-02-30"; must be a date'],
    ['a key that is too long', { key: 'acme-sweden' }, 'key', 'found "acme-sweden"; must be 1 to 12 lower-case'],
    ['a number where text belongs', { id: 5 }, 'id', 'found a number; must be text: put it in quotes'],
    ['nothing', { mode: null }, 'mode', 'is missing; must be one of observe, live'],
    [
      'text where a group belongs, which may be a secret',
      { centra: 'sesame' },
      'centra',
      'found text; must be a group',
    ],
  ])('%s', (_what, change, path, message) => {
    const [problem, ...others] = problemsOf(textOf((c) => Object.assign(c.connections[0], change)));
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^connections\\[0\\]\\.${path} \\(line \\d+\\): (${message})`));
  });

  test('a setting that is not known and like none lists those that are', () => {
    expect(problemsOf(textOf((c) => (c.database['wibble'] = 1)))).toEqual([
      expect.stringMatching(/^database\.wibble \(line \d+\): there is no such setting; allowed: url, directory$/),
    ]);
  });

  test('the database is either PostgreSQL or a directory', () => {
    expect(problemsOf(textOf((c) => (c.database['directory'] = './data')))).toEqual([
      expect.stringContaining('must have either url (PostgreSQL) or directory'),
    ]);
    expect(problemsOf(textOf((c) => (c.database = {})))).toEqual([expect.stringContaining('must have either url')]);
  });

  test('a country that is none is named where it stands', () => {
    const mapping = { customers: { default: '1', byCountry: { se: '10' } }, salesAccounts: [] };
    expect(problemsOf(textOf((c) => (c.connections[0].policy['mapping'] = mapping)))).toEqual([
      expect.stringMatching(/mapping\.customers\.byCountry\.se \(line \d+\): found this name; must be two capital/),
      expect.stringMatching(/mapping\.salesAccounts \(line \d+\): found a list; must have at least one entry$/),
    ]);
  });

  test('looks at what is in doubt come later and later', () => {
    const text = `${textOf()}effects: { lookAgainAfterSeconds: [300, 60] }`;
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^effects\.lookAgainAfterSeconds \(line \d+\): .*must grow$/),
    ]);
  });

  test('two connections share neither id nor key', () => {
    const twice = textOf((c) => c.connections.push({ ...least().connections[0], mode: 'observe' }));
    expect(problemsOf(twice)).toEqual([
      expect.stringMatching(/^connections\[1\]\.id \(line \d+\): found the id of connections\[0\]; must be its own$/),
      expect.stringMatching(/^connections\[1\]\.key \(line \d+\): found the key of connections\[0\]; must be its own$/),
    ]);
  });

  test('a log-in by refresh token needs one, and no log shows it', () => {
    const withErp = (erp: object) => textOf((c) => Object.assign(c.connections[0].erp, erp));
    expect(problemsOf(withErp({ auth: 'refreshToken' }))).toEqual([
      expect.stringMatching(/^connections\[0\]\.erp\.refreshToken \(line \d+\): is missing; must be there with auth/),
    ]);
    const config = configFromYaml(withErp({ auth: 'refreshToken', refreshToken: 'consented' }), ENV);
    expect(JSON.stringify(redactedConfig(config))).not.toContain('consented');
  });

  test('a policy that cannot be followed is refused with its place', () => {
    const invoiceFirst = textOf((c) => Object.assign(c.connections[0].policy, { invoice: { trigger: 'created' } }));
    expect(problemsOf(invoiceFirst)).toEqual([
      expect.stringMatching(/^connections\[0\]\.policy\.invoice\.trigger \(line \d+\): created comes before capture/),
    ]);
    const wholesale = { capture: { mode: 'perform' }, invoice: { trigger: 'created' } };
    expect(problemsOf(textOf((c) => Object.assign(c.connections[0].policy, { wholesale })))).toEqual([
      expect.stringMatching(
        /^connections\[0\]\.policy\.wholesale\.invoice\.trigger \(line \d+\): created comes before/,
      ),
    ]);
  });

  test('stock that invoices move needs invoices of what is completed, and rows that name articles', () => {
    const withPolicy = (policy: object) => problemsOf(textOf((c) => Object.assign(c.connections[0].policy, policy)));
    const { mapping } = least().connections[0].policy;
    const articles = { ...(mapping as object), articles: 'sku' };
    const stock = { mode: 'invoice' };
    expect(withPolicy({ stock, invoice: { trigger: 'completed' }, mapping: articles })).toEqual([]);
    expect(withPolicy({ stock, mapping: articles })).toEqual([
      expect.stringMatching(/policy\.stock\.mode .*invoice\.trigger goodToGo; use invoice\.trigger completed, or/),
    ]);
    expect(withPolicy({ stock, invoice: { trigger: 'completed' } })).toEqual([
      expect.stringMatching(/policy\.mapping\.articles.*must be sku with stock\.mode invoice$/),
    ]);
    const wholesale = { stock, invoice: { trigger: 'shipped' } };
    expect(withPolicy({ wholesale, mapping: articles })).toEqual([
      expect.stringMatching(/policy\.wholesale\.stock\.mode .*invoice\.trigger shipped/),
    ]);
  });

  test('customers are collective, and named, or one for each', () => {
    const withCustomers = (customers: object) =>
      problemsOf(textOf((c) => Object.assign(c.connections[0].policy['mapping'] as object, { customers })));
    expect(withCustomers({ mode: 'perCustomer' })).toEqual([]);
    expect(withCustomers({ mode: 'perCustomer', prefix: 'WEB', default: '1' })).toEqual([]);
    expect(withCustomers({})).toEqual([
      expect.stringMatching(/customers\.default.*is missing; must be text with mode/),
    ]);
    expect(withCustomers({ default: '1', prefix: 'WEB' })).toEqual([
      expect.stringMatching(/customers\.prefix.*must be left out with mode collective/),
    ]);
    expect(withCustomers({ mode: 'perCustomer', prefix: 'a-b' })).toEqual([
      expect.stringMatching(/customers\.prefix.*must be 1 to 12 capital letters and digits/),
    ]);
  });

  test('two connections do not begin their customers’ numbers alike', () => {
    const second = (customers: object) =>
      problemsOf(
        textOf((c) => {
          const [first] = least().connections;
          const other = { ...first, id: 'other', key: 'other' } as (typeof c.connections)[number];
          Object.assign(other.policy['mapping'] as object, { customers });
          c.connections.push(other);
        }),
      );
    const key = least().connections[0].key.toUpperCase();
    expect(second({ mode: 'perCustomer', prefix: 'OWN' })).toEqual([]);
    expect(second({ mode: 'perCustomer', prefix: key })).toEqual([
      expect.stringMatching(
        /connections\[1\]\S*customers\.prefix.*customer numbers of connections\[0\]; must be its own$/,
      ),
    ]);
  });

  test('a missing environment variable is named with the setting that uses it, once', () => {
    expect(problemsOf(textOf(), {})).toEqual([
      expect.stringMatching(
        /^connections\[0\]\.centra\.token \(line \d+\): the environment variable TOKEN is not set$/,
      ),
    ]);
  });

  test('a placeholder that cannot be a name is no secret by mistake', () => {
    expect(problemsOf(textOf((c) => Object.assign(c.connections[0].centra, { token: '${MY-TOKEN}' })))).toEqual([
      expect.stringContaining('must name an environment variable'),
    ]);
  });

  test('what came from the environment is never shown, wherever it stands', () => {
    const [problem] = problemsOf(textOf((c) => Object.assign(c.connections[0], { mode: '${TOKEN}' })));
    expect(problem).toMatch(/found \*\*\*; must be one of observe, live$/);
  });

  test.each([
    ['unclosed', 'a: [1', /^line 1: /],
    ['a repeated setting', 'api: 1\napi: 2', /^line 2: Map keys must be unique/],
    ['an alias in itself', 'a: &a { b: *a }', /alias/],
    ['nested without end', '['.repeat(20_000), /cannot be read as YAML|line 1/],
    ['empty', '', /^the config: found nothing; must be a group of settings$/],
  ])('what is no YAML or no config: %s', (_what, text, problem) => {
    expect(problemsOf(text)[0]).toMatch(problem);
  });

  test('a file that is not there is named', () => {
    expect(() => loadConfig('/nowhere/shipledger.yaml', {})).toThrow(/cannot be read: .*\/nowhere\/shipledger\.yaml/);
  });
});

describe('whatever stands in the file', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant('${TOKEN}'),
  );

  test('no junk makes anything but a ConfigError, and none shows a secret', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('ab:-?&*!|>{}[]"\'#%@`, \n\t$0~<')) }),
      fc.jsonValue().map((value) => stringify(value)),
    );
    fc.assert(
      fc.property(junk, (text) => {
        expect(problemsOf(text, ENV).join('\n')).not.toContain('sesame');
      }),
      { numRuns: 1_000 },
    );
  });

  test('anything in the place of a setting is taken or told of, and shows no secret', () => {
    const anywhere = fc.record({
      at: fc.nat(),
      value: fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string(), leaf)),
    });
    fc.assert(
      fc.property(anywhere, ({ at, value }) => {
        const text = textOf((c) => {
          const places = [
            c,
            c.temporal,
            c.database,
            c.api,
            c.connections[0],
            c.connections[0].centra,
            c.connections[0].policy,
          ];
          const place = places[at % places.length] as Record<string, unknown>;
          const keys = Object.keys(place);
          place[keys[at % keys.length] ?? 'id'] = value;
        });
        const shown = problemsOf(text, ENV).join('\n');
        for (const secret of ['sesame', 'hidden', 'open"']) expect(shown).not.toContain(secret);
      }),
      { numRuns: 300 },
    );
  });
});
