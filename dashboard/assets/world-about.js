/* World: what is found about an opened link, rule or database by running the stories. Asked when a row is opened. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const make = (...what) => linkage.make.make(...what);
  const TABLES = ["links", "rules", "databases"];
  const found = new Map(); // what was answered of late for the world that is shown, by its address
  let world = null;
  let wanted = "";

  const titled = (title, ...inside) => [make("h3", "", title), ...inside];

  function names(rows) {
    return make("p", "names", ...rows.map(linkage.worldTables.see));
  }

  function story(each) {
    return make("li", "", linkage.worldTables.see(each), make("span", "passes", each.passes), make("p", "", each.says));
  }

  function card(each) {
    return make("li", "", linkage.worldTables.see(each), make("span", "passes", each.kind + " · " + each.how));
  }

  function attempt(show, label, whatIf) {
    return linkage.worldTables.links(show, [{ page: "what-if", label, more: { "what-if": whatIf } }]);
  }

  function pairs(show, told) {
    const notes = told.pairs.notes.length ? make("ul", "", ...told.pairs.notes.map((each) => make("li", "", each))) : null;
    return titled(told.said.pairs, make("p", "", told.pairs.says), ...[notes].filter(Boolean), told.pairs.text ? attempt(show, told.said.try_pairs, told.pairs.text) : null);
  }

  function drawn(show, told) {
    const stories = told.stories.length ? make("ul", "passing", ...told.stories.map(story)) : make("p", "blank", told.said.no_passing);
    return [
      ...titled(told.said.passing, stories),
      told.removal ? attempt(show, told.said.try, told.removal) : null,
      ...(told.pairs ? pairs(show, told) : []),
      ...(told.kinds.length ? titled(told.said.can_bring, names(told.kinds)) : []),
      ...(told.readings.length ? titled(told.said.kept_by, names(told.readings)) : []),
      ...(told.cards.length ? titled(told.said.cards_of, make("ul", "passing", ...told.cards.map(card))) : []),
    ].filter(Boolean);
  }

  /** A place in the opened row that fills itself; nothing for the rows of other tables. */
  function place(show, table, row) {
    wanted = "";
    if (world !== show) found.clear(); // another folder may stand under the same name
    world = show;
    if (!TABLES.includes(table.id)) return null;
    const said = show.state;
    const asks = linkage.address.query({ world: said.world, "what-if": said["what-if"], names: said.names, table: table.id, row: row.id });
    const made = make("section", "row-about");
    made.setAttribute("aria-live", "polite");
    wanted = asks;
    if (found.has(asks)) made.append(...drawn(show, found.get(asks)));
    else ask(show, asks, made);
    return made;
  }

  async function ask(show, asks, made) {
    made.append(make("p", "blank", show.said.running));
    try {
      const answer = await fetch("/_world/about" + asks);
      if (!answer.ok) throw new Error(await answer.text());
      const told = await answer.json();
      if (world === show) found.set(asks, told);
      if (wanted === asks) made.replaceChildren(...drawn(show, told));
    } catch {
      if (wanted === asks) made.replaceChildren(make("p", "blank", show.said.not_run));
    }
  }

  linkage.worldAbout = { place };
})();
