/* The address says the whole state; this reads and writes it, as dashboard/state.py does. Knows no page. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const ORDER = ["world", "story", "record", "resident", "what-if", "beside", "seed", "residents", "drawing", "wave", "step", "on-day", "why", "proof", "join", "door", "tab", "over", "measure", "group", "among", "weigh", "table", "row", "lesson", "part", "guess", "told", "room", "theme", "lang", "names"];
  const DEFAULTS = { seed: "1", drawing: "map", wave: "0", step: "0", proof: "1", part: "1", theme: "dark", lang: "en", names: "en" };
  const PLAIN = /%(3A|2C|3D|40|2F)/g;
  let waiting = 0;
  let telling = 0;
  let changes = {};

  function quoted(value) {
    return encodeURIComponent(value).replace(PLAIN, (code) => decodeURIComponent(code)).replace(/['()]/g, (each) => "%" + each.charCodeAt(0).toString(16).toUpperCase());
  }

  function parts(search) {
    const found = {};
    for (const [name, value] of new URLSearchParams(search.replace(/\+/g, "%2B"))) found[name] = value;
    return found;
  }

  /** What the address says now, with what is about to be written. */
  function now() {
    return { ...parts(window.location.search), ...changes };
  }

  /** The parts of an address with what is about to be written over them: what Dash was told may be older than a key. */
  function over(search) {
    return { ...parts(search), ...changes };
  }

  /** The query of some parts; what stands at its default is left out, what means nothing comes last. */
  function query(state) {
    const names = [...ORDER, ...Object.keys(state).filter((name) => !ORDER.includes(name))];
    const there = (name) => !["", null, undefined].includes(state[name]) && String(state[name]) !== DEFAULTS[name];
    const said = names.filter(there).map((name) => name + "=" + quoted(String(state[name])));
    return said.length ? "?" + said.join("&") : "";
  }

  /** Write changes into the address a moment later, so that a held key neither floods the history nor delays the
      picture. Nothing is asked by it. */
  function write(more) {
    Object.assign(changes, more);
    clearTimeout(waiting);
    waiting = setTimeout(flush, 120);
  }

  function flush() {
    clearTimeout(waiting);
    const search = query(now());
    changes = {};
    if (search === window.location.search) return;
    history.replaceState(history.state, "", window.location.pathname + search);
    tell(window.location.pathname, search);
  }

  /** Tell Dash's Location. All of it: a stale `href` would be taken for a wish to go back there. */
  function tell(pathname, search) {
    const href = window.location.origin + pathname + search;
    window.dash_clientside.set_props("url", { href, pathname, search, hash: "" });
  }

  /** Go to another state: a step in the browser's history, and a question if it asks something else. */
  function go(more, pathname) {
    flush();
    clearTimeout(telling);
    telling = 0;
    tell(pathname || window.location.pathname, query({ ...now(), ...more }));
  }

  /** The same without waiting for Dash, which hears of it a moment later: for what has to be on the screen at once. */
  function goNow(more) {
    const search = query({ ...now(), ...more });
    clearTimeout(waiting);
    changes = {};
    if (search === window.location.search) return search;
    history.pushState({}, "", window.location.pathname + search);
    clearTimeout(telling);
    telling = setTimeout(toldLate, 300);
    return search;
  }

  function toldLate() {
    clearTimeout(telling);
    telling = 0;
    tell(window.location.pathname, window.location.search);
  }

  /** Whether Dash is behind: what it says of the address is older than what stands there, and it will be told. */
  const untold = () => telling !== 0;

  /** Only these parts of an address, or all but these. */
  function only(search, names) {
    const said = parts(search);
    return query(Object.fromEntries(Object.entries(said).filter(([name]) => names.includes(name))));
  }

  function without(search, names) {
    const said = parts(search);
    return query(Object.fromEntries(Object.entries(said).filter(([name]) => !names.includes(name))));
  }

  /** The same what-if under another reading; none for the baseline's. */
  function withReading(whatIf, reading) {
    const rest = (whatIf || "").split(",").filter((each, place) => !(place === 0 && each.trim().startsWith("reading:")));
    return (reading ? ["reading:" + reading] : []).concat(rest.filter(Boolean)).join(",");
  }

  // Going back or forward leaves what was about to be written: it belongs to the address that is left.
  window.addEventListener("popstate", () => {
    clearTimeout(waiting);
    changes = {};
    if (telling) toldLate();
  });

  linkage.address = { now, over, parts, query, write, flush, go, goNow, untold, only, without, withReading };
})();
