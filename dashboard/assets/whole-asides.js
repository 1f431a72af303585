/* What the City page works out when somebody looks: one day, each link, what would spare most, a sweep. Here they are
   asked for; day and links are drawn here, the others in files of their own. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make, button } = linkage.make;
  const { number, filled, signed, head, bar, csv, repeated } = linkage.tabled;
  const DAY = "30"; // where the address names no day
  const ASKING = Object.fromEntries(["day", "link", "best", "sweep"].map((name) => [name, linkage.asker("/_city/" + name, "city")]));
  const has = (name) => name in ASKING;
  const percent = (share) => (Math.floor(1000 * share + 1e-9) / 10).toLocaleString("en", { maximumFractionDigits: share < 0.1 || share > 0.99 ? 1 : 0 }) + "%";
  const dayNow = () => linkage.address.now()["on-day"] || DAY;
  const whatIf = () => linkage.address.now()["what-if"] || "";

  /** What is asked for a tab: what the page shows, and what of the tab's own the address says. */
  function parts(name, one) {
    const said = { search: linkage.shell.asked("city") || "", door: one.id };
    if (name === "day") return { ...said, day: dayNow() };
    if (name === "link") return { search: said.search, door: one.id };
    return name === "sweep" ? { ...said, ...linkage.citySweep.parts(one) } : { ...said, ...linkage.cityBest.parts() };
  }

  function ask(name, one, then) {
    if (name === "sweep") linkage.citySweep.offer(one, then);
    if (name === "sweep" && !linkage.citySweep.asks()) return;
    ASKING[name].ask(parts(name, one), then);
  }

  const told = (name, one) => ASKING[name].told(parts(name, one));

  /** What stands where an answer is not there yet: how far it is, or why there will be none. */
  function waiting(show, found) {
    if (found && found.remark) return make("p", "large", found.remark);
    const made = make("p", "soft large", show.said.working);
    made.setAttribute("role", "status");
    if (!found || !found.of) return made;
    const line = make("progress", "");
    line.max = found.of;
    line.value = found.done;
    line.setAttribute("aria-label", show.said.working);
    return make("div", "", made, line);
  }

  /** A section with its title, its file and its recipe; or what stands there until it is told. */
  function section(show, one, name, title, drawn) {
    const found = told(name, one);
    const heading = make("h2", "", title, make("small", "soft", ""));
    if (!found || found.status !== "counted") return make("section", "aside by-" + name, heading, waiting(show, found));
    const { search, ...more } = parts(name, one);
    heading.append(csv(show.said, name, title, more), repeated(show.said, found.recipe, name));
    return make("section", "aside by-" + name, heading, ...drawn(found));
  }

  // -- one day

  function dayInput(show) {
    const input = make("input", "");
    Object.assign(input, { type: "number", min: "0", max: "999999", step: "1", value: dayNow() });
    input.dataset.sets = "on-day";
    input.dataset.key = "day";
    return make("label", "day-ask", show.said.day_ask, " ", input);
  }

  function day(show, one) {
    const { said } = show;
    const drawn = (found) => {
      const of = (each, side) => (found.rows[each.id] || { [side]: { residents: 0, companies: 0 } })[side];
      const people = (each) => (each.after.residents || each.before.residents ? "residents" : "companies");
      const scale = (burdens) => Math.max(1, ...show.doors.filter((each) => each.burdens === burdens).map((each) => each.after.residents));
      const most = { true: scale(true), false: scale(false) };
      const rows = show.doors.map((each) => {
        const whom = people(each);
        const [was, now] = [of(each, "before")[whom], of(each, "after")[whom]];
        const unit = whom === "residents" ? null : make("small", "soft", " " + said.companies);
        const made = make("tr", each.sort, head(each.name, "row", ""), make("td", "barred", bar(each.after.residents, of(each, "after").residents, most[each.burdens], true)),
          make("td", "amount", number(now), unit), show.changed ? make("td", "amount", signed(was, now)) : null, make("td", "amount soft", number(each.after[whom])));
        if (each === one) made.setAttribute("aria-current", "true");
        return made;
      });
      const heads = [said.service, "", said.in_force, ...(show.changed ? [said.change] : []), said.ever];
      const top = make("tr", "", ...heads.map((text, place) => (place === 1 ? make("td", "") : head(text, "col", place > 1 ? "amount" : ""))));
      return [make("p", "soft", said.day_note), make("table", "bars on-day", make("thead", "", top), make("tbody", "", ...rows))];
    };
    return [dayInput(show), section(show, one, "day", filled(said.day_title, { day: dayNow() }), drawn)];
  }

  // -- each link

  /** A button that tries a removal as the page's what-if, or takes it back. */
  function trying(show, text, words) {
    const on = linkage.texts.has(whatIf(), text, show.plain);
    const made = button("switch:" + text, "button try-it", on ? show.said.tried : show.said.try);
    made.setAttribute("aria-pressed", String(on));
    made.setAttribute("aria-label", (on ? show.said.tried : show.said.try) + ": " + words);
    made.title = text;
    return made;
  }

  function link(show, one) {
    const { said } = show;
    const drawn = (found) => {
      const most = Math.max(...found.rows.map((each) => each.rows), 1);
      const rows = found.rows.map((each) =>
        make("tr", "other", head(each.name, "row", ""), make("td", "barred", bar(0, each.rows, most, false)), make("td", "amount", number(each.rows)), make("td", "amount", percent(each.share)), make("td", "tries", trying(show, "cut:" + each.link, each.name))),
      );
      const top = make("tr", "", head(said.link, "col", ""), make("td", ""), head(said.link_stops, "col", "amount"), head(said.link_share, "col", "amount"), make("td", ""));
      return [make("p", "soft", said.link_note), make("table", "bars links", make("thead", "", top), make("tbody", "", ...rows))];
    };
    return [section(show, one, "link", said.link_title, drawn)];
  }

  // -- all of them

  const DRAWN = { day, link, best: (show, one) => linkage.cityBest.picture(show, one), sweep: (show, one) => linkage.citySweep.picture(show, one) };

  /** Something was set beside a picture: the address says it, and what it asks is asked. */
  function set(element, then) {
    if (element.dataset.sets === "on-day") {
      if (!/^\d{1,6}$/.test(element.value)) return;
      linkage.address.write({ "on-day": element.value });
      then();
    } else if (linkage.cityBest.set(element)) then();
    else linkage.citySweep.set(element, then);
  }

  linkage.cityAsides = { has, ask, told, section, trying, percent, set, picture: (show, one, name) => DRAWN[name](show, one) };
})();
