import { describe, expect, test } from 'vitest';
import { RateMeter } from '../../src/ui/rate-meter.ts';
import { ReplayPlayer } from '../../src/ui/replay/replay-player.ts';

const playerOf = (length: number) => new ReplayPlayer({ length, frameAt: () => ({}) as never });

describe('playing a record back', () => {
  test('steps follow the clock at the chosen speed, without drift', () => {
    const player = playerOf(100);
    player.speed = 10;
    player.play(0);
    for (let now = 0; now <= 2000; now += 16) player.tick(now);
    expect(player.step).toBe(20);
  });

  test('a tab that was hidden for a minute does not jump to the end', () => {
    const player = playerOf(1000);
    player.speed = 10;
    player.play(0);
    player.tick(60_000);
    expect(player.step).toBe(2);
    expect(player.playing).toBe(true);
  });

  test('it stops at the end, and playing again starts over', () => {
    const player = playerOf(3);
    player.speed = 0;
    player.play(0);
    player.tick(100);
    expect([player.step, player.playing]).toEqual([3, false]);
    player.play(200);
    expect([player.step, player.playing]).toEqual([0, true]);
  });

  test('seeking is drawn into the run, and a run without steps does not play', () => {
    const player = playerOf(5);
    player.seek(99);
    expect(player.step).toBe(5);
    player.seek(-Infinity);
    expect(player.step).toBe(0);
    const empty = playerOf(0);
    empty.play(0);
    expect(empty.playing).toBe(false);
  });
});

describe('decisions per second', () => {
  test('are those of the last two seconds, and none at rest', () => {
    const meter = new RateMeter();
    expect(meter.perSecond(0)).toBe(0);
    for (let now = 0; now <= 1000; now += 50) meter.count(now);
    expect(meter.perSecond(1000)).toBeCloseTo(20, 5);
    expect(meter.perSecond(9000)).toBe(0);
  });
});
