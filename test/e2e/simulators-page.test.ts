import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Playground } from '../../simulators/page/playground.ts';
import { launchChromium } from '../../tools/chromium.ts';
import { openPlayground } from '../simulators/page-visitor.ts';
import { leaveOutBrowserTests } from '../support/browser.ts';

describe.skipIf(leaveOutBrowserTests())('the page of the simulators, in a browser', () => {
  let playground: Playground;
  let browser: Browser;

  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    opened.push(() => browser.close());
    playground = await openPlayground();
    opened.push(playground.stop);
  });
  afterAll(async () => {
    for (const close of opened) await close();
  });

  /** With JavaScript only where a test itself asks the page something: the page has none. */
  const open = async ({ width = 1280, javaScriptEnabled = false } = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(playground.pageUrl);
    return page;
  };

  it('plays an order by clicking, without JavaScript: place, good to go, ship, return', async () => {
    const page = await open();
    await page.getByRole('radio', { name: /^One jacket/ }).check();
    await page.getByLabel('From').selectOption('DE');
    await page.getByRole('button', { name: 'Place the order' }).click();
    const order = page.getByRole('article', { name: 'Order 1001' });
    const press = async (label: string) => order.getByRole('button', { name: new RegExp(`^${label} `) }).click();
    await press('Create shipment of all that is left');
    await press('Good to go');
    await press('Capture in Centra');
    await press('Ship');
    await press('Return all');
    await press('Complete return');
    await press('Refund');
    expect(await page.getByRole('status').textContent()).toBe(
      'Return 500001 is to be refunded by the payment provider.',
    );
    const shipment = order.getByRole('region', { name: 'Shipment 1001-1' });
    expect((await shipment.getByRole('listitem').allTextContents()).slice(0, 4)).toEqual([
      '✓ created',
      '✓ good to go',
      '✓ paid',
      '✓ shipped',
    ]);
    expect((await playground.centra.state()).returns).toMatchObject([{ status: 'COMPLETED' }]);
  });

  it('needs no mouse: the order form is filled in and sent from the keyboard', async () => {
    const page = await open();
    const before = (await playground.centra.state()).orders.length;
    await page.getByRole('radio', { name: /^One jacket/ }).focus();
    await page.keyboard.press('ArrowDown');
    for (const _ of ['country', 'payment', 'button']) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    const { orders } = await playground.centra.state();
    expect(orders.length).toBe(before + 1);
    expect(orders.at(-1)?.lines).toHaveLength(2);
  });

  it('fits a phone: nothing is wider than the screen', async () => {
    const page = await open({ width: 360, javaScriptEnabled: true });
    await page.getByRole('button', { name: 'Place the order' }).click();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  it('names everything that can be operated, and leaves out no level of heading', async () => {
    const page = await open({ javaScriptEnabled: true });
    const nameless = await page.evaluate(`[...document.querySelectorAll('input, select, button, a, summary')]
      .filter((element) => (element.labels?.[0] ?? element).textContent.trim() === '')
      .map((element) => element.outerHTML)`);
    expect(nameless).toEqual([]);
    const levels = (await page.evaluate(
      `[...document.querySelectorAll('h1, h2, h3, h4, h5')].map((heading) => Number(heading.tagName[1]))`,
    )) as number[];
    expect(levels.filter((level, index) => level - (levels[index - 1] ?? 0) > 1)).toEqual([]);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });
});
