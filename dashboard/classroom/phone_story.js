/* How far a phone shows a story: the sentence, what has happened by then, and the number in front. Knows no page. */

/**
 * What of a story is told at a place.
 * @param {PhoneStory} story
 * @param {PhonePlace} at
 * @returns {{ sentence: string, rows: PhoneRow[], number: number }}
 */
export function toldAt(story, at) {
  const day = at.day ?? null;
  if (day !== null && !at.whole) return toldOnDay(story, day);
  const { waves, steps } = story;
  const wave = at.whole ? waves.length : Math.min(at.wave || 0, waves.length);
  const start = wave ? waves[wave - 1].end : 0;
  const end = wave < waves.length ? waves[wave].end : start;
  const count = Math.min(start + (at.whole ? 0 : at.step || 0), end);
  const plain = wave ? waves[wave - 1].sentence : story.opening;
  const rows = story.rows.filter((row) => row.at <= count);
  const counted = new Set(rows.map((row) => row.counts).filter(Boolean));
  const asked = at.whole && at.why ? rows.filter((row) => row.service === at.why) : [];
  const whole = asked[0]?.sentence || story.difference || story.opening;
  const sentence = at.whole ? whole : count > start ? steps[count - 1].sentence : plain;
  const others = newestFirst(story, rows).filter((row) => !asked.includes(row));
  return { sentence, rows: [...asked, ...others], number: counted.size };
}

/**
 * @param {PhoneStory} story
 * @param {number} day
 */
function toldOnDay(story, day) {
  const stretch = story.days.filter(({ from }) => from <= day).at(-1);
  const closed = new Set(stretch?.closed || []);
  const rows = story.rows.filter((row) => !row.whom && closed.has(row.service));
  return { sentence: stretch?.sentence || story.opening, rows, number: stretch?.shut || 0 };
}

/**
 * @param {PhoneStory} story
 * @param {PhoneRow[]} rows
 */
function newestFirst(story, rows) {
  const waveOf = (/** @type {PhoneRow} */ row) => story.waves.findIndex(({ end }) => row.at <= end);
  return [...rows].sort((a, b) => waveOf(b) - waveOf(a) || a.name.localeCompare(b.name, "en", { numeric: true }));
}
