import { CENTRA_TOKEN, FORTNOX_LOGIN, WEBHOOK_SECRET } from './demo-values.ts';

/** Where the simulators answer, and where Centra's webhooks go. */
export interface Addresses {
  readonly centraGraphql: string;
  readonly fortnox: string;
  readonly webhook: string;
}

/** What a program needs to know to talk to the simulators, in the order of a config file. */
export const accessTo = ({
  centraGraphql,
  fortnox,
}: Addresses): readonly (readonly [name: string, value: string])[] => [
  ['centra.url', centraGraphql],
  ['centra.token', CENTRA_TOKEN],
  ['centra.webhookSecrets', WEBHOOK_SECRET],
  ['erp.apiUrl', fortnox],
  ['erp.authUrl', `${fortnox}/oauth-v1/token`],
  ['erp.clientId', FORTNOX_LOGIN.clientId],
  ['erp.clientSecret', FORTNOX_LOGIN.clientSecret],
  ['erp.tenantId', FORTNOX_LOGIN.tenantId],
];

/** Each in a terminal of its own, beside the simulators. `temporal:ensure` prints the path of the Temporal CLI. */
export const SHIPLEDGER_COMMANDS = [
  '"$(npm run --silent temporal:ensure)" server start-dev',
  'npm run build && SHIPLEDGER_CONFIG=simulators/shipledger.yaml npm start',
] as const;
