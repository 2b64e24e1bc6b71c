import type { Page } from 'playwright-core';
import { takePicture } from './picture.ts';
import { startProgram } from './program.ts';

/** How an order looks in the Temporal Web UI when the demo has told its story. */
export async function photographDemo(page: Page): Promise<void> {
  const demo = startProgram(['src/cli/main.ts', 'demo']);
  try {
    // The address is printed at the start too; the one after the story shows the order.
    await demo.untilPrinted(/^Everything stays up/);
    await page.goto(await demo.untilPrinted(/Temporal Web UI\s+(http\S+)/));
    await page.locator('a[href$="/user-metadata"]').click();
    await page.getByText('Current Details').waitFor();
    // The page slides things into place for a moment.
    await page.waitForTimeout(3_000);
    await takePicture(page, 'temporal-order');
  } finally {
    await demo.stop();
  }
}
