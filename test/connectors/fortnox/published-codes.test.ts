import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MEANING_BY_CODE } from '../../../src/connectors/erp/fortnox/meanings.ts';

/** Every code that any source gives; it lies beside the repository, not in it. */
const COLLECTED = new URL('../../../../shared/specs/fortnox-error-codes.json', import.meta.url);

const isCollected = existsSync(COLLECTED);
if (!isCollected) console.warn(`SKIPPED: Fortnox's error codes are not at ${COLLECTED.pathname}`);

describe.skipIf(!isCollected)('Fortnox’s error codes, as far as they are known', () => {
  it('have all been thought about: none is left to chance', () => {
    const { codes } = z
      .object({ codes: z.array(z.object({ code: z.number(), message: z.string() })) })
      .parse(JSON.parse(readFileSync(COLLECTED, 'utf8')));
    expect(codes.length).toBeGreaterThan(50);
    expect(codes.filter(({ code }) => !Object.hasOwn(MEANING_BY_CODE, code))).toEqual([]);
  });
});
