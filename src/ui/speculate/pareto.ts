// The Pareto front of time and money: settings that no other one beats in both.

export interface Place {
  /** Less is better, in both. */
  readonly time: number;
  readonly cost: number;
}

/** Whether `one` is at least as good in both and better in one. */
function beats(one: Place, other: Place): boolean {
  return one.time <= other.time && one.cost <= other.cost && (one.time < other.time || one.cost < other.cost);
}

/** Indices of the places that nothing beats, from the fastest to the cheapest; of equal ones all. */
export function paretoFront(places: readonly Place[]): number[] {
  const unbeaten = places.flatMap((place, i) => (places.some((other) => beats(other, place)) ? [] : [i]));
  return unbeaten.sort((one, other) => places[one].time - places[other].time);
}
