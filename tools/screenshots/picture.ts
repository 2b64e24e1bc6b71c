import type { Page } from 'playwright-core';
import { root } from './program.ts';

/** Takes the picture `docs/images/<name>.png` of what the page shows. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const path = `${root}docs/images/${name}.png`;
  await page.screenshot({ path });
  console.log(`${path} is made`);
}
