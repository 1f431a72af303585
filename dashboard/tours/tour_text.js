/* A recorded tour as the text of its file, which linkage/tours/tour_file.py reads. Knows no page. */

/**
 * A text in TOML: its basic strings are those of JSON, but for one letter.
 * @param {string} text
 */
const quoted = (text) => JSON.stringify(text.trim()).replace(/\u007f/g, "\\u007f");

/**
 * The text of a tour's file.
 * @param {TourDraft} draft
 * @param {string} untitled its title where none was written
 */
export function tourText({ title, world, stops }, untitled) {
  const head = ["title = " + quoted(title.trim() || untitled), "world = " + quoted(world)];
  const tables = stops.map(({ say, at, note, walk }) => {
    const rows = ["[[stops]]", "say = " + quoted(say.trim() || "…"), "at = " + quoted(at)];
    if (walk) rows.push("walk = " + walk);
    if (note.trim()) rows.push("note = " + quoted(note));
    return rows.join("\n");
  });
  return [head.join("\n"), ...tables].join("\n\n") + "\n";
}

/**
 * A name for the file of a tour: small letters, digits and hyphens of its title.
 * @param {string} title
 */
export function tourFileName(title) {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return (plain || "my-talk") + ".toml";
}
