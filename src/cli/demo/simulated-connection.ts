/** How to log in to a simulated Centra and a simulated Fortnox, and how Centra signs its webhooks. */
export interface SimulatedSecrets {
  readonly centraToken: string;
  readonly webhook: string;
  readonly fortnox: { readonly clientId: string; readonly clientSecret: string; readonly tenantId: string };
}

/**
 * The config of a connection between two simulators, as it would stand in the config file: a shop that sells to Sweden
 * and Germany, whose orders close as soon as everything is done.
 *
 * @param policy Replaces parts of the policy.
 */
export function simulatedConnection(
  centra: { readonly graphqlUrl: string },
  fortnox: { readonly url: string },
  secrets: SimulatedSecrets,
  policy: object = {},
) {
  return {
    id: 'acme',
    key: 'acme',
    mode: 'live',
    goLive: '2026-01-01',
    timeZone: 'Europe/Stockholm',
    centra: { url: centra.graphqlUrl, token: secrets.centraToken, webhookSecrets: [secrets.webhook] },
    erp: { kind: 'fortnox', apiUrl: fortnox.url, authUrl: `${fortnox.url}/oauth-v1/token`, ...secrets.fortnox },
    policy: {
      stock: { mode: 'document' },
      complete: { returnsWindowDays: 0 },
      mapping: {
        customers: { default: '1' },
        salesAccounts: [
          { country: 'SE', vatPercent: 25, account: 3001 },
          { country: 'DE', vatPercent: 19, account: 3106 },
        ],
        payments: { klarna: { modeOfPayment: 'KLARNA' } },
        stockPoints: { Stockholm: 'HL' },
      },
      ...policy,
    },
  };
}
