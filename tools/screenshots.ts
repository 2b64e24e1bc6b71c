import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/**
 * `npm run screenshots`: runs the demo, lets it tell its story, and takes the pictures of `docs/images/` in a real
 * browser. Needs Chromium (Debian: apt-get install chromium).
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const demo = spawn(process.execPath, ['src/cli/main.ts', 'demo'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const url = await untilPrinted(/Temporal Web UI\s+(http\S+)/);
  await takePicture(url, `${root}docs/images/temporal-order.png`);
} finally {
  demo.kill('SIGINT');
}

async function untilPrinted(pattern: RegExp): Promise<string> {
  let heading = '';
  for await (const line of createInterface({ input: demo.stdout })) {
    console.log(line);
    // The address is printed at the start too; the one after the story shows the order.
    if (line.startsWith('Everything stays up')) heading = line;
    const found = pattern.exec(line)?.[1];
    if (heading !== '' && found !== undefined) return found;
  }
  throw new Error('the demo ended before it had told its story');
}

async function takePicture(url: string, path: string): Promise<void> {
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', ...quiet, '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1500 } });
    await page.goto(url);
    await page.getByText('S-', { exact: false }).first().waitFor();
    await page.waitForTimeout(2_000);
    await page.screenshot({ path });
    console.log(`${path} is made`);
  } finally {
    await browser.close();
  }
}
