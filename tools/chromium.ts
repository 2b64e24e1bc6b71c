import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Debian's: `apt-get install chromium`. A browser of Playwright's own would be downloaded past every package manager. */
export const CHROMIUM = '/usr/bin/chromium';

export const hasChromium = (): boolean => existsSync(CHROMIUM);

/**
 * A browser without a window that looks at pages of ours, and calls nobody by itself.
 *
 * @throws Error naming the path when Chromium is not there
 */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      // Containers run as root, where Chromium's sandbox cannot; only pages of our own are opened.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
