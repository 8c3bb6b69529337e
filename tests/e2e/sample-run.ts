// Records made in Node for the end-to-end tests: honest ones, and the same ones damaged in every way we could think of.

import { deflateRawSync } from 'node:zlib';
import { encodeRecord } from '../../src/records/codec.ts';
import type { RunConfig, RunRecord } from '../../src/records/record.ts';
import { RunRecorder } from '../../src/records/recorder.ts';
import { worldOf } from '../../src/records/replay.ts';

/** A run of `steps` walking steps by a person's keys (fewer if the player dies), with a plan at the start. */
export function sampleRun(steps: number, seed = 4): RunRecord {
  const config: RunConfig = {
    world: { id: 'Crafter-v1', area: [64, 64], length: 10_000 },
    seed,
    agent: { model: 'teacher', weights: '', schedule: 'dynamic', temperature: 0, seed: 0 },
  };
  const world = worldOf(config);
  world.reset(seed);
  const recorder = new RunRecorder(config, world);
  for (let i = 0; i < steps; i++) {
    const action = 1 + ((i * 7 + (i >> 2)) % 4);
    const plan = i === 0 ? { plan: 'explore west', planBy: 'person' as const } : {};
    const result = world.step(action);
    recorder.add({ action, by: 'person', ...plan, planTokens: 0, tokens: 0 }, result);
    if (result.terminated) break;
  }
  return recorder.record();
}

/** The same run with another digest: well-formed, but it does not replay to what it claims. */
export function forged(record: RunRecord): RunRecord {
  return { ...record, digest: record.digest.replace(/^../, record.digest.startsWith('00') ? '11' : '00') };
}

/** Canonical bytes as a fragment, whatever they are. */
export function fragmentOf(bytes: Uint8Array): string {
  return `#r=${deflateRawSync(bytes).toString('base64url')}`;
}

/** Links that are no runs, by what is wrong with them. */
export function badFragments(record: RunRecord): Record<string, string> {
  const bytes = encodeRecord(record);
  const good = fragmentOf(bytes);
  const middle = good.length >> 1;
  const otherVersion = bytes.slice();
  otherVersion[3] = 99;
  return {
    truncated: good.slice(0, -20),
    're-ordered': `#r=${good.slice(middle)}${good.slice(3, middle)}`,
    'of one character': '#r=A',
    empty: '#r=',
    'not base64': '#r=<script>alert(1)</script>',
    'of a megabyte': `#r=${'A'.repeat(2 ** 20)}`,
    'a bomb of 40 MB': fragmentOf(new Uint8Array(40 * 2 ** 20)),
    'of another version': fragmentOf(otherVersion),
  };
}
