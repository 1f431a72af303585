/* The address says the whole state; this writes it, as dashboard/state.py reads it. Knows nothing of the picture. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const ORDER = ["world", "story", "record", "resident", "what-if", "seed", "residents", "drawing", "wave", "step", "theme", "lang"];
  const PLAIN = /%(3A|2C|3D|40|2F)/g;
  let waiting = 0;

  function quoted(value) {
    return encodeURIComponent(String(value)).replace(PLAIN, (code) => decodeURIComponent(code)).replace(/['()]/g, (each) => "%" + each.charCodeAt(0).toString(16).toUpperCase());
  }

  /** The query of a state; what stands as in `blank` is left out. */
  function query(state, blank) {
    const said = ORDER.filter((name) => (state[name] ?? "") !== (blank[name] ?? "")).map((name) => name + "=" + quoted(state[name]));
    return said.length ? "?" + said.join("&") : "";
  }

  /** Write the address a moment later, so that a held key neither floods the history nor delays the picture. */
  function write(state, blank) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const search = query(state, blank);
      if (search !== window.location.search) history.replaceState(history.state, "", window.location.pathname + search);
    }, 120);
  }

  /** The same what-if under another reading; none for the baseline's. */
  function withReading(whatIf, reading) {
    const rest = (whatIf || "").split(",").filter((each, place) => !(place === 0 && each.trim().startsWith("reading:")));
    return (reading ? ["reading:" + reading] : []).concat(rest.filter(Boolean)).join(",");
  }

  linkage.address = { query, write, withReading };
})();
