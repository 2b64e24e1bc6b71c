/**
 * A stream of numbers from 0 up to 1 that is the same for the same seed and name, so that a run with bad luck can be had
 * again. Streams of different names do not disturb each other: asking one does not move another.
 */
export function seededRandom(seed: number, name: string): () => number {
  let state = hashOf(`${seed}/${name}`);
  // Mulberry32 (public domain, Tommy Ettinger): small, fast, and good enough to throw dice with.
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93) >>> 0;
  return hash;
}
