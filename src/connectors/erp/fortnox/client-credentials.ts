import { z } from 'zod';
import { NotDoneError } from '../../call-errors.ts';
import { parseJson } from './answers.ts';
import { refusalIn } from './problem-mapping.ts';
import { MARGIN_MS, type LogIn } from './token.ts';
import { requestToken, type TokenEndpoint } from './token-request.ts';

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

/**
 * Logs in as a service account: `client_credentials` with the company's number, so there is no refresh token that parallel
 * workers could use up for each other.
 */
export function clientCredentials(settings: TokenEndpoint & { readonly tenantId: string }): LogIn {
  return async () => {
    const askedAtMs = performance.now();
    const { status, text } = await requestToken(settings, {
      form: { grant_type: 'client_credentials' },
      headers: { tenantid: settings.tenantId },
      // A token that gets lost on its way hurts nobody.
      isWrite: false,
    });
    const answer = tokenAnswer.safeParse(status === 200 ? parseJson(text) : undefined);
    if (answer.success) {
      const { access_token: value, expires_in: expiresInSeconds } = answer.data;
      return { value, renewAtMs: askedAtMs + expiresInSeconds * 1_000 - MARGIN_MS };
    }
    const { code, words } = refusalIn(status, text);
    throw new NotDoneError(
      `Fortnox gave no access token to client ${settings.clientId} for tenant ${settings.tenantId}: ` +
        `${code ?? `HTTP ${status}`}, "${words}". Check clientId, clientSecret and tenantId, and that the company still ` +
        'consents to the integration.',
      { isAway: true },
    );
  };
}
