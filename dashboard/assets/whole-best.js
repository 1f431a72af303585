/* What would spare most: the best one, two and three removals for the service in front, each a button that tries it. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make } = linkage.make;
  const { number, filled, bar } = linkage.tabled;
  const SHOWN = 4; // equally good ones that are written out

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

  function card(show, found, choice) {
    const { said } = show;
    const size = choice.size === 1 ? said.best_one : filled(said.best_many, { number: choice.size });
    const share = found.restricted ? filled(said.best_of, { share: linkage.cityAsides.percent(choice.spared / found.restricted) }) : "";
    const spared = make("p", "spared", make("strong", "good", filled(said.best_spared, { number: number(choice.spared) })), " ", make("span", "soft", share));
    const also = [
      choice.newly_restricted ? make("p", "worse", filled(said.best_newly, { number: number(choice.newly_restricted) })) : null,
      choice.lose_reward ? make("p", "soft", filled(said.best_lose, { number: number(choice.lose_reward) })) : null,
    ];
    const track = make("div", "reward", bar(0, choice.spared, Math.max(1, found.restricted), false));
    return make("article", "choice", make("h3", "", size, " ", how(show, choice)), spared, track, ...also, removal(show, found, choice.cuts[0]), others(show, found, choice));
  }

  function picture(show, one) {
    const { said } = show;
    const name = one.id.startsWith("/") ? said.best_any : one.name;
    const drawn = (found) => {
      const about = [filled(said.best_restricted, { number: number(found.restricted), how: found.how })];
      if (found.whatever_is_removed) about.push(filled(said.best_stuck, { number: number(found.whatever_is_removed) }));
      const cards = found.choices.filter((each) => each.spared).map((each) => card(show, found, each));
      return [make("p", "large", about.join(" ")), found.why_not ? make("p", "large", found.why_not) : null, ...cards, cards.length ? make("p", "soft", said.best_note) : null].filter(Boolean);
    };
    return [linkage.cityAsides.section(show, one, "best", filled(said.best_title, { service: name }), drawn)];
  }

  linkage.cityBest = { picture };
})();
