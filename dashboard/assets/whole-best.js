/* What would spare most: the best one, two and three removals for the service in front, each a button that tries it. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make } = linkage.make;
  const { number, filled, bar } = linkage.tabled;
  const SHOWN = 4; // equally good ones that are written out
  const SORTS = ["links", "columns", "identifiers", "rules"];
  const USUAL = "links,columns";
  let groups = []; // the age groups, once an answer has named them

  /** How sure it is: no others spare more, or the best found, with a bound. */
  function how(show, choice) {
    const exact = make("span", "badge is-" + (choice.exact ? "exact" : "found"), choice.exact ? show.said.best_exact : filled(show.said.best_found, { bound: number(choice.bound) }));
    return exact;
  }

  function removal(show, found, cut) {
    const lines = cut.map((text) => make("li", "", make("span", "", found.sentences[text]), " ", make("code", "soft", text)));
    const tried = linkage.cityAsides.trying(show, cut.join(","), cut.map((text) => found.sentences[text]).join(" "));
    return make("div", "removal", make("ul", "", ...lines), tried);
  }

  function others(show, found, choice) {
    const rest = choice.cuts.slice(1);
    if (!rest.length) return null;
    const words = filled(choice.more ? show.said.best_more : show.said.best_as_good, { number: number(rest.length) });
    return make("details", "", make("summary", "", words), ...rest.slice(0, SHOWN * 5).map((cut) => removal(show, found, cut)));
  }

  /** How many of a count by group are of one group: sets are chosen by these, where a group is asked for. */
  const aged = (said, counts, group) => filled(said.best_aged, { number: number(counts[group] || 0), group });

  function card(show, found, choice) {
    const { said } = show;
    const size = choice.size === 1 ? said.best_one : filled(said.best_many, { number: choice.size });
    const group = parts().group;
    const share = !found.restricted ? "" : group ? aged(said, choice.spared_by_group, group) : filled(said.best_of, { share: linkage.cityAsides.percent(choice.spared / found.restricted) });
    const spared = make("p", "spared", make("strong", "good", filled(said.best_spared, { number: number(choice.spared) })), " ", make("span", "soft", share));
    const also = [
      choice.newly_restricted ? make("p", "worse", filled(said.best_newly, { number: number(choice.newly_restricted) })) : null,
      choice.lose_reward ? make("p", "soft", filled(said.best_lose, { number: number(choice.lose_reward) })) : null,
    ];
    const track = make("div", "reward", bar(0, choice.spared, Math.max(1, found.restricted), false));
    return make("article", "choice", make("h3", "", size, " ", how(show, choice)), spared, track, ...also, removal(show, found, choice.cuts[0]), others(show, found, choice));
  }

  // -- what is asked

  /** What the address asks: of which age group, among what, and whether lost rewards weigh. */
  function parts() {
    const said = linkage.address.now();
    return Object.fromEntries(["group", "among", "weigh"].filter((name) => said[name]).map((name) => [name, said[name]]));
  }

  const among = () => (parts().among || USUAL).split(",");

  /** A field was changed: the address says it. Whether it was one of these. */
  function set(element) {
    const which = element.dataset.sets;
    if (which === "group") linkage.address.write({ group: element.value });
    else if (which === "weigh") linkage.address.write({ weigh: element.checked ? "yes" : "" });
    else if (which.startsWith("among-")) {
      const sorts = SORTS.filter((sort) => (sort === which.slice(6) ? element.checked : among().includes(sort)));
      linkage.address.write({ among: sorts.join(",") === USUAL ? "" : sorts.join(",") }); // none means the usual
    } else return false;
    return true;
  }

  function ticked(sets, words, on) {
    const box = make("input", "");
    box.type = "checkbox";
    box.checked = on;
    box.dataset.sets = box.dataset.key = sets;
    return make("label", "boxed", box, words);
  }

  function fields(show) {
    const { said } = show;
    const chosen = parts().group || "";
    const select = make("select", "", ...["", ...new Set([...groups, chosen].filter(Boolean))].map((group) => new Option(group || said.best_everybody, group, false, group === chosen)));
    select.dataset.sets = select.dataset.key = "group";
    const sorts = make("fieldset", "sorts", make("legend", "", said.best_among), ...SORTS.map((sort) => ticked("among-" + sort, said["best_" + sort], among().includes(sort))));
    return make("div", "best-form", make("label", "wide", make("span", "", said.best_group), select), ticked("weigh", said.best_weigh, Boolean(parts().weigh)), sorts);
  }

  function picture(show, one) {
    const { said } = show;
    const name = one.id.startsWith("/") ? said.best_any : one.name;
    const answer = linkage.cityAsides.told("best", one);
    if (answer && answer.groups) groups = answer.groups;
    const drawn = (found) => {
      const about = [filled(said.best_restricted, { number: number(found.restricted), how: found.how })];
      if (parts().group) about.push(aged(said, found.restricted_by_group, parts().group));
      if (found.whatever_is_removed) about.push(filled(said.best_stuck, { number: number(found.whatever_is_removed) }));
      const cards = found.choices.filter((each) => each.spared).map((each) => card(show, found, each));
      return [make("p", "large", about.join(" ")), found.why_not ? make("p", "large", found.why_not) : null, ...cards, cards.length ? make("p", "soft", said.best_note) : null].filter(Boolean);
    };
    return [fields(show), linkage.cityAsides.section(show, one, "best", filled(said.best_title, { service: name }), drawn)];
  }

  linkage.cityBest = { picture, parts, set };
})();
