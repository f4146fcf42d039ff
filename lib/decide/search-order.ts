/** The open variables, those that took part in recent conflicts first. */
export interface ActivityOrder {
  /** Puts a variable in, if it is not there. */
  add(variable: number): void;
  /** Takes the most active variable out. */
  next(): number | undefined;
  /** Notes that a variable took part in a conflict. */
  bump(variable: number): void;
  /** Makes later conflicts count for more. */
  decay(): void;
}

const decayed = 0.95;
const tooLarge = 1e100;

/** An empty order: a binary heap that knows where each variable stands. */
export function activityOrder(): ActivityOrder {
  const heap: number[] = [];
  // By variable; lists with holes would be far slower than arrays of numbers that grow.
  let places = new Int32Array(64).fill(-1);
  let activities = new Float64Array(64);
  let increment = 1;
  // Equal activities go by number, so that the order does not depend on what was asked before.
  const isBefore = (a: number, b: number) => {
    const difference = (activities[a] ?? 0) - (activities[b] ?? 0);
    return difference > 0 || (difference === 0 && a < b);
  };
  const put = (variable: number, place: number) => {
    heap[place] = variable;
    places[variable] = place;
  };
  const rise = (variable: number, from: number) => {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = heap[parent] ?? 0;
      if (!isBefore(variable, other)) break;
      put(other, place);
      place = parent;
    }
    put(variable, place);
  };
  const sink = (variable: number) => {
    let place = 0;
    for (let child = 1; child < heap.length; child = place * 2 + 1) {
      const right = child + 1;
      const smaller = right < heap.length && isBefore(heap[right] ?? 0, heap[child] ?? 0) ? right : child;
      const other = heap[smaller] ?? 0;
      if (!isBefore(other, variable)) break;
      put(other, place);
      place = smaller;
    }
    put(variable, place);
  };
  const grow = (variable: number) => {
    const size = Math.max(places.length * 2, variable + 1);
    const [oldPlaces, oldActivities] = [places, activities];
    places = new Int32Array(size).fill(-1);
    places.set(oldPlaces);
    activities = new Float64Array(size);
    activities.set(oldActivities);
  };
  return {
    add(variable) {
      if (variable >= places.length) grow(variable);
      if ((places[variable] ?? -1) >= 0) return;
      heap.push(variable);
      rise(variable, heap.length - 1);
    },
    next() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      places[first] = -1;
      if (heap.length > 0) sink(last);
      return first;
    },
    bump(variable) {
      activities[variable] = (activities[variable] ?? 0) + increment;
      if ((activities[variable] ?? 0) > tooLarge) {
        for (const known of activities.keys()) activities[known] = (activities[known] ?? 0) / tooLarge;
        increment /= tooLarge;
      }
      const place = places[variable] ?? -1;
      if (place >= 0) rise(variable, place);
    },
    decay() {
      increment /= decayed;
    },
  };
}

/** 1 1 2 1 1 2 4 …: short searches first, and a long one now and then (Luby, Sinclair and Zuckerman 1993). */
export function luby(index: number): number {
  for (let size = 1; ; size = size * 2 + 1) {
    if (index === size) return (size + 1) / 2;
    if (index < size) return luby(index - (size - 1) / 2);
  }
}
