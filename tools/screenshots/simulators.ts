import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startTemporalDevServer } from '../temporal-cli/dev-server.ts';
import { ensureTemporalCli } from '../temporal-cli/ensure-temporal-cli.ts';
import { takePicture } from './picture.ts';
import { root, startProgram } from './program.ts';

/** The page of the simulators, with an order whose books Shipledger has done. */
export async function photographSimulators(page: Page): Promise<void> {
  const log = (line: string): void => console.log(line);
  const stops: (() => Promise<void>)[] = [];
  try {
    const folder = await mkdtemp(join(tmpdir(), 'shipledger-screenshots-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const executable = await ensureTemporalCli({ log });
    const temporal = await startTemporalDevServer({ executable, port: 7233, searchAttributes: {}, log });
    stops.push(() => temporal.stop());

    const simulators = startProgram(['simulators/main.ts']);
    stops.push(() => simulators.stop());
    const url = await simulators.untilPrinted(/the page\s+(http\S+)/);

    const config = join(folder, 'shipledger.yaml');
    const text = await readFile(join(root, 'simulators/shipledger.yaml'), 'utf8');
    await writeFile(
      config,
      text.replace('./data/simulators', join(folder, 'records')).replace('127.0.0.1:7233', temporal.address),
    );
    const shipledger = startProgram(['src/cli/main.ts', 'start'], { SHIPLEDGER_CONFIG: config });
    stops.push(() => shipledger.stop());
    await shipledger.untilPrinted(/shipledger runs/);

    await page.setViewportSize({ width: 1280, height: 1120 });
    await page.goto(url);
    await play(page);
    await takePicture(page, 'simulators');
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** Two parcels of one order: one has been sent and come back, the other is packed and invoiced. */
async function play(page: Page): Promise<void> {
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const press = (name: string): Promise<void> => button(name).click();
  const settled = (invoice: string): Locator =>
    page.getByRole('article', { name: invoice, exact: true }).getByText('✓ settled');

  await page.getByRole('radio', { name: /^Two parcels/ }).check();
  await press('Place the order');
  await press('Create shipment of the first line order 1001');
  await press('Good to go shipment 1001-1');
  await untilShown(page, settled('Invoice 2001'));
  await press('Ship shipment 1001-1');
  await press('Return all shipment 1001-1');
  await press('Complete return return 500001');
  await untilShown(page, page.getByRole('article', { name: 'Credit invoice 2002', exact: true }));
  await press('Create shipment of all that is left order 1001');
  await press('Good to go shipment 1001-2');
  await untilShown(page, settled('Invoice 2003'));
  await untilShown(page, button('Ship shipment 1001-2'));
}

/** Shipledger works while we look: the page is loaded again until it shows what it has done. */
async function untilShown(page: Page, what: Locator): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.getByRole('link', { name: 'Look again' }).click();
    if (await what.isVisible()) return;
    await page.waitForTimeout(500);
  }
  throw new Error(`the page never showed ${String(what)}`);
}
