// The golden run, for any place where the lab runs: reading, replaying, writing and playing it give the same bytes.

import { describe, expect, test } from 'vitest';
import { encodeRecord } from '../../src/records/codec.ts';
import { Replay, verifyRecord } from '../../src/records/replay.ts';
import { linkFor, parseFragment } from '../../src/records/share-link.ts';
import { sha256Hex } from '../../src/sha256.ts';
import { GOLDEN_BYTES_SHA256, GOLDEN_DIGEST, GOLDEN_FRAGMENT } from './golden-run.ts';
import { playedRecord } from './sample-runs.ts';

async function goldenRecord() {
  const shared = await parseFragment(`#${GOLDEN_FRAGMENT}`);
  if (shared?.kind !== 'record') throw new Error('the golden link carries no run');
  return shared.record;
}

export function describeGoldenRun(): void {
  describe('the golden run', () => {
    test('reads, and verifies with its digest', async () => {
      const record = await goldenRecord();
      expect(record.steps.length).toBe(300);
      expect(verifyRecord(record)).toEqual({ steps: 300, digest: GOLDEN_DIGEST, equal: true });
    });

    test('is written to the same canonical bytes', async () => {
      expect(sha256Hex(encodeRecord(await goldenRecord()))).toBe(GOLDEN_BYTES_SHA256);
    });

    test('played again, is the same record', async () => {
      expect(playedRecord(276, 300, true)).toEqual(await goldenRecord());
    });

    test('becomes a link that reads again', async () => {
      const record = await goldenRecord();
      const link = await linkFor(record, 'https://goldilocks.example/');
      expect(await parseFragment(link)).toEqual({ kind: 'record', record });
    });

    test('seeks to any of its steps in less than 5 ms, the median over 100', async () => {
      const replay = new Replay(await goldenRecord());
      const times = Array.from({ length: 100 }, (_, i) => {
        const start = performance.now();
        expect(replay.frameAt((i * 137) % 301).step).toBe((i * 137) % 301);
        return performance.now() - start;
      });
      expect(times.sort((a, b) => a - b)[50]).toBeLessThan(5);
    });
  });
}
