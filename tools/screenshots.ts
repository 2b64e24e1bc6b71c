import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';

/**
 * `npm run screenshots`: runs the demo, lets it tell its story, and takes the pictures of `docs/images/` in a real
 * browser. Needs Chromium (Debian: apt-get install chromium).
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const demo = spawn(process.execPath, ['src/cli/main.ts', 'demo'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const url = await untilPrinted(/Temporal Web UI\s+(http\S+)/);
  await takePictures(url);
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

async function takePictures(url: string): Promise<void> {
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', ...quiet, '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.goto(url);
    await page.locator('a[href$="/user-metadata"]').click();
    await page.getByText('Current Details').waitFor();
    await picture(page, 'temporal-order');
  } finally {
    await browser.close();
  }
}

async function picture(page: Page, name: string): Promise<void> {
  // The page slides things into place for a moment.
  await page.waitForTimeout(3_000);
  const path = `${root}docs/images/${name}.png`;
  await page.screenshot({ path });
  console.log(`${path} is made`);
}
