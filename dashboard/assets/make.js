/* The pieces that every page is made of: badges, quotes, chains of identifiers. Text only ever gets in as text. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const SVG = "http://www.w3.org/2000/svg";

  /** An element with a class, and text or children inside. */
  function make(tag, name, ...inside) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...inside.filter((each) => each !== null && each !== undefined && each !== ""));
    return made;
  }

  /** The sign of a status, as on the map. */
  function sign(show, status) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "-6 -6 12 12");
    svg.setAttribute("class", "sign");
    svg.setAttribute("aria-hidden", "true");
    for (const [name, d] of show.signs[status] || []) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", d);
      path.setAttribute("class", name);
      svg.append(path);
    }
    return svg;
  }

  /** The line of an identifier, dashed as on the map. */
  function line() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 34 8");
    svg.setAttribute("class", "line");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", "M1 4h32");
    svg.append(path);
    return svg;
  }

  function badge(show, status, words, count) {
    return make("span", "badge is-" + status, sign(show, status), count > 1 ? count + " " + words : words);
  }

  function quote(show, id, large) {
    const found = show.quotes[id];
    if (!found) return null;
    const figure = make("figure", "quote" + (large ? " large" : "") + (found.told ? " told" : ""));
    if (found.text) figure.append(make("blockquote", "", found.text));
    else if (found.says) figure.append(make("p", "says", found.says));
    const source = make("figcaption", "", make("cite", "", found.source), " · " + found.checked);
    if (found.note) source.append(make("span", "note", " " + found.note));
    if (found.caution) source.append(make("span", "note", " (" + found.caution + ")"));
    figure.append(source);
    return figure;
  }

  /** The identifiers that a step joins on, in order, each in its colour. */
  function chain(key, withValues) {
    const row = make("span", "chain");
    key.forEach(([name, words, value], place) => {
      if (place) row.append(make("span", "to", "→"));
      row.append(make("span", "key " + name, line(), make("b", "", words), withValues ? make("code", "", value) : null));
    });
    return row;
  }

  /** A picture, read as XML, so that nothing in it could become HTML. */
  function parsed(text) {
    const found = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (found.nodeName !== "svg") throw new Error("the picture is no SVG");
    return document.importNode(found, true);
  }

  /** A button that does a deed. */
  function button(does, name, ...inside) {
    const made = make("button", name, ...inside);
    made.type = "button";
    if (does) made.dataset.do = does;
    return made;
  }

  /** A link to a row on the World page, where all about it stands. */
  function whole(table, id, label) {
    const link = make("a", "whole", label);
    link.dataset.page = "world";
    link.dataset.more = new URLSearchParams({ table, row: id }).toString();
    link.href = "/world" + linkage.address.query({ ...linkage.address.now(), table, row: id });
    return link;
  }

  /** A small button that says how a number is made again. */
  function again(recipe, words) {
    if (!recipe) return null;
    const made = button("", "again", words);
    made.addEventListener("click", () => linkage.recipe.open(recipe));
    return made;
  }

  linkage.make = { make, parsed, sign, line, badge, quote, chain, button, again, whole };
})();
