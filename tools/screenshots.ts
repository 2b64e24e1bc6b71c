import { launchChromium } from './chromium.ts';
import { photographDemo } from './screenshots/demo.ts';
import { photographSimulators } from './screenshots/simulators.ts';

/**
 * `npm run screenshots`: runs the demo, and the simulators with Shipledger, and takes the pictures of `docs/images/` in a real
 * browser. Needs Chromium (Debian: apt-get install chromium).
 */
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, colorScheme: 'light' });
  // One after the other: both take the ports that people expect.
  await photographDemo(page);
  await photographSimulators(page);
} finally {
  await browser.close();
}
