/* Which parts of a picture are lit: by the steps so far, on a day, by a proof, or under a what-if. Touches no page. */

/**
 * Adds the lights of a step.
 * @param {BookLights} lights
 * @param {string[]} parts the data-ids by their numbers
 * @param {BookLight[]} added
 * @param {...string} more further classes
 */
function add(lights, parts, added, ...more) {
  for (const [number, ...classes] of added) {
    const part = parts[number];
    const known = lights.get(part) || new Set();
    lights.set(part, known);
    for (const name of [...classes, ...more]) known.add(name);
  }
}

/**
 * The lights of a story after so many steps.
 * @param {BookTold} story
 * @param {number} position how many steps have come
 * @param {number} from the first of them that is new
 * @returns {BookLights}
 */
export function lightsAfter(story, position, from) {
  /** @type {BookLights} */
  const lights = new Map();
  story.steps.slice(0, position).forEach((step, place) => {
    const now = place >= from ? ["on", "now"] : ["on"];
    add(lights, story.parts, [...step.lights, ...step.accounts], ...now);
  });
  return lights;
}

/**
 * The lights on a day: what is in force is on, what has ended says so.
 * @param {BookStory} story
 * @param {number} day
 * @returns {BookLights}
 */
export function lightsOnDay(story, day) {
  /** @type {BookLights} */
  const lights = new Map();
  const begun = story.steps.filter((step) => step.day <= day && (step.until === null || step.day < step.until));
  const lasting = begun.filter((step) => step.until === null || day < step.until);
  for (const step of begun) add(lights, story.parts, [...step.lights, ...step.accounts], "ended");
  for (const step of lasting) {
    for (const [number] of [...step.lights, ...step.accounts]) lights.get(story.parts[number])?.delete("ended");
    add(lights, story.parts, [...step.lights, ...step.accounts], "on");
  }
  return lights;
}

/**
 * The lights of the steps of a proof.
 * @param {BookStory} story
 * @param {number[]} proof places of steps
 * @returns {BookLights}
 */
export function lightsOfProof(story, proof) {
  /** @type {BookLights} */
  const lights = new Map();
  for (const place of proof) add(lights, story.parts, story.steps[place].lights, "on");
  return lights;
}

/**
 * The lights under a switch: before it all that the story lights, after it without what is gone.
 * @param {BookStory} story
 * @param {number} number the switch's
 * @param {boolean} after
 * @returns {BookLights}
 */
export function lightsUnder(story, number, after) {
  const lights = lightsAfter(story, story.steps.length, story.steps.length);
  const { outcomes, switches, wide, absent, absent_before } = story.changes;
  const isWide = wide.includes(number);
  const name = (/** @type {number} */ part) => story.parts[part];
  if (after) {
    const [outcome, ...off] = switches[number];
    for (const part of outcomes[outcome].gone) lights.delete(name(part));
    for (const [part] of outcomes[outcome].lit) lights.delete(name(part));
    add(lights, story.parts, outcomes[outcome].lit, "on", "now");
    for (const part of off) lights.set(name(part), new Set([...(lights.get(name(part)) || []), "off"]));
  }
  const missing = !isWide ? [] : after ? absent[number] : absent_before;
  for (const part of missing) lights.set(name(part), new Set(["absent"]));
  return lights;
}
