/* The pieces of pictures of numbers: bars in tables, parts of an SVG, numbers as text. Knows no page. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make } = linkage.make;
  const SVG = "http://www.w3.org/2000/svg";
  const number = (value) => value.toLocaleString("en");
  const filled = (text, parts) => text.replace(/\{(\w+)\}/g, (all, name) => parts[name] ?? all);
  const short = (value, digits) => new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: digits }).format(value);

  function signed(before, after) {
    if (after === before) return "";
    return (after < before ? "−" : "+") + number(Math.abs(after - before));
  }

  /** A table cell that is a head. */
  function head(text, scope, name) {
    const made = make("th", name, text);
    made.scope = scope;
    return made;
  }

  function styled(element, values) {
    for (const [name, value] of Object.entries(values)) element.style.setProperty(name, value);
    return element;
  }

  /** A bar of now, over the outline of what was. */
  function bar(was, now, most, changed) {
    const width = (value) => (value ? Math.max(0.4, (100 * value) / most) + "%" : "0");
    const made = make("span", "track");
    made.append(styled(make("i", "bar"), { width: width(now) }));
    if (changed && was !== now) made.append(styled(make("i", "was"), { width: width(was) }));
    return made;
  }

  /** A part of an SVG. */
  function part(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function plain(name, heads, rows) {
    const top = make("tr", "", ...heads.map((text, place) => head(text, "col", place ? "amount" : "")));
    const lines = rows.map(([first, ...cells]) => make("tr", "", head(first, "row", ""), ...cells.map((cell) => make("td", "amount", cell))));
    return make("table", "plain " + name, make("thead", "", top), make("tbody", "", ...lines));
  }

  /** Where the table behind a picture can be had as a file. */
  function csv(said, picture, words, more) {
    const made = make("a", "again", said.csv);
    made.href = "/_city/csv?" + new URLSearchParams({ search: linkage.shell.asked("city") || "", picture, ...more });
    made.setAttribute("download", "");
    made.dataset.key = "csv:" + picture;
    made.setAttribute("aria-label", said.csv + ": " + words);
    return made;
  }

  function repeated(said, recipe, way) {
    const made = linkage.make.again(recipe, said.reproduce);
    made.dataset.key = "again:" + way;
    return made;
  }

  linkage.tabled = { number, filled, short, signed, head, styled, bar, part, plain, csv, repeated };
})();
