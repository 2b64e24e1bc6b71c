import { CHROMIUM, hasChromium } from '../../tools/chromium.ts';

/**
 * Whether tests that need a browser are left out: only where somebody works who has none. Where the project is judged, a
 * test that is left out would look like one that passed; there it fails instead.
 */
export function leaveOutBrowserTests(): boolean {
  if (hasChromium() || process.env['CI']) return false;
  console.warn(`NOT TESTED: what needs a browser, because ${CHROMIUM} is not there`);
  return true;
}
