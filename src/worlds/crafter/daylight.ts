// How bright it is at a step: a day of 300 steps that is dark at its end. The game asks at every step, so the values of
// the first 10,001 steps are kept once computed.

const cache = new Float64Array(10001).fill(-1);

/** 0 (dark) .. 1 (bright), 1 - |cos(pi p)|^3 with p = (step / 300 mod 1) + 0.3. */
export function daylightAt(step: number): number {
  if (step >= cache.length) return compute(step);
  if (cache[step] < 0) cache[step] = compute(step);
  return cache[step];
}

function compute(step: number): number {
  const progress = ((step / 300) % 1) + 0.3;
  return 1 - Math.abs(Math.cos(Math.PI * progress)) ** 3;
}
