/* Where a day stands on the line of days. Half of it goes by the order of the changes, half by how long it takes, early days
   wider: so every change can be pointed at, and a long time still looks longer than a short one. Knows no document. */

/**
 * The stretch of unchanging days in which a day lies.
 * @param {number[]} stops the days on which something changes, rising, from 0
 * @param {number} day
 */
export function stretchOf(stops, day) {
  let place = stops.length - 1;
  while (place > 0 && stops[place] > day) place -= 1;
  return place;
}

/**
 * The place of a day on the line, between 0 and 1.
 * @param {number[]} stops the days on which something changes, rising, from 0
 * @param {number} day
 */
export function placeOf(stops, day) {
  const last = stops[stops.length - 1];
  if (!last) return 0;
  const within = Math.min(day, last);
  const stretch = Math.min(stretchOf(stops, within), stops.length - 2);
  const [from, to] = [stops[stretch], stops[stretch + 1]];
  const order = (stretch + (within - from) / (to - from)) / (stops.length - 1);
  return (order + Math.log1p(within) / Math.log1p(last)) / 2;
}

/**
 * The day whose place on the line is nearest.
 * @param {number[]} stops the days on which something changes, rising, from 0
 * @param {number} place between 0 and 1
 */
export function dayAt(stops, place) {
  let [low, high] = [0, stops[stops.length - 1]];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(stops, middle) < place) low = middle + 1;
    else high = middle;
  }
  return low && place - placeOf(stops, low - 1) < placeOf(stops, low) - place ? low - 1 : low;
}
