/* The pieces that pages are made of. Text only ever gets in as text. */

/** @typedef {Node | string | null | undefined | false} Inside */

/**
 * An element with attributes and what stands inside; nothing, false and "" are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] `true` is an attribute without a value
 * @param {...Inside} inside
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false && value !== "") {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(.../** @type {(Node | string)[]} */ (inside.filter(Boolean)));
  return element;
}

/**
 * A button that goes somewhere in the book.
 * @param {string} key names the button, so that it keeps the focus when the page is made anew
 * @param {BookState} changes where it goes
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 * @param {...Inside} inside
 */
export const goButton = (key, changes, attributes, ...inside) =>
  make("button", { type: "button", "data-key": key, "data-go": JSON.stringify(changes), ...attributes }, ...inside);

/**
 * A status as a badge; what rests on no source has a dashed edge.
 * @param {string} status
 * @param {string} [text]
 */
export const badge = (status, text) =>
  make("i", { class: status === "assumed" || status === "speculated" ? "badge weak" : "badge" }, text || status);

/**
 * The identifiers that a step joins on, each with its value, in the colour of its line.
 * @param {[string, string, string][]} keys
 */
export const keyList = (keys) =>
  keys.flatMap(([look, name, value]) => [
    make("span", { class: "key " + look }, name, value && " ", value && make("code", {}, value)),
    " ",
  ]);

/**
 * Quotes as they stand in their sources; what was not seen is said in our words.
 * @param {BookContext} context
 * @param {string[]} ids
 */
export function quotations({ book, say }, ids) {
  const known = ids.map((id) => book.quotes[id]).filter(Boolean);
  return known.map((quote) =>
    make(
      "blockquote",
      {},
      quote.text ? make("q", {}, quote.text) : make("span", {}, quote.says + " (" + say("unseen") + ")"),
      " ",
      make("cite", {}, quote.source),
      quote.caution && make("small", {}, " " + quote.caution),
    ),
  );
}

/**
 * The first quote, one that stands in its source before one in our words; the others folded.
 * @param {BookContext} context
 * @param {string[]} ids
 */
export function fewQuotations(context, ids) {
  const verbatim = ids.filter((id) => context.book.quotes[id]?.text);
  const [first, ...rest] = [...verbatim, ...ids.filter((id) => !verbatim.includes(id))];
  if (!first) return [];
  const more = rest.length && folded(context.say("more_quotes", { count: rest.length }), ...quotations(context, rest));
  return [...quotations(context, [first]), ...(more ? [more] : [])];
}

/**
 * What is folded, and opens by its title.
 * @param {string} title
 * @param {...Inside} inside
 */
export const folded = (title, ...inside) => make("details", {}, make("summary", {}, title), ...inside);

/** @param {number} value */
export const counted = (value) => value.toLocaleString("en");
