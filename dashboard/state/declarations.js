/* The pages and the fields of an address, as Python declares them (dashboard/state/page_table.py, view_state.py): read from the page once. */

/**
 * @typedef {object} Declarations
 * @property {Record<string, string>} paths page -> its path
 * @property {string[]} order all fields, as they are written
 * @property {Record<string, string>} defaults field -> what it is where the address says nothing
 * @property {string[]} question the fields that every page asks
 * @property {string[]} places where the presenter stands: no page asks these
 * @property {string[]} display how everything is shown: every page asks these, and they are no page's own
 * @property {string[]} ofAnswer the fields that mean nothing any more once another record is asked for
 * @property {string[]} ofWorld the further ones that mean nothing any more once another world is opened
 * @property {Record<string, string[]>} own page -> the fields that only it asks
 * @property {Record<string, DeclaredField>} values field -> which values it may have
 * @property {Record<string, string>} says sentences about values that a field can't have
 * @property {string[]} ways in which names are shown
 * @property {Record<string, { colour: string, closes: boolean }>} effects word -> its colour, and whether it closes a service
 */

/** @type {Declarations | null} */
let known = null;

/**
 * The pages and fields that the page declares.
 * @returns {Declarations}
 */
export function declarations() {
  if (known) return known;
  known = arranged(JSON.parse(document.getElementById("declarations")?.textContent || ""));
  return known;
}

/**
 * @param {{ paths: Record<string, string>, fields: DeclaredField[], effects?: Declarations["effects"], says?: Record<string, string> }} declared
 * @returns {Declarations}
 */
function arranged({ paths, fields, effects = {}, says = {} }) {
  const named = (/** @type {string} */ role) => fields.filter((field) => field.role === role).map(({ name }) => name);
  const about = (/** @type {string} */ what) => fields.filter((field) => field.about === what).map(({ name }) => name);
  const defaults = fields.filter((field) => field.default !== "");
  return {
    paths,
    order: fields.map(({ name }) => name),
    defaults: Object.fromEntries(defaults.map((field) => [field.name, field.default])),
    question: named("question"),
    places: named("place"),
    display: named("display"),
    ofAnswer: about("answer"),
    ofWorld: about("world"),
    own: Object.fromEntries(Object.keys(paths).map((page) => [page, named(page)])),
    values: Object.fromEntries(fields.map((field) => [field.name, field])),
    says,
    ways: fields.find(({ name }) => name === "names")?.choices || [],
    effects,
  };
}

/**
 * The classes of a row about an effect: its word, and the colour of what it comes to.
 * @param {string} effect
 */
export function effectClasses(effect) {
  const kind = declarations().effects[effect];
  return kind ? effect + " is-" + kind.colour : effect;
}

/**
 * Whether an effect closes a service.
 * @param {string} effect
 */
export const closesService = (effect) => declarations().effects[effect]?.closes || false;
