/* The controls above every page: which world, story, record, resident, reading, and how names are shown. They stand at what the address says,
   and a change goes to another address. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  const FRESH = { wave: "", step: "", "on-day": "", why: "", proof: "", join: "", row: "" };
  const OTHER = { ...FRESH, story: "", record: "", resident: "", "what-if": "", beside: "", seed: "", residents: "", over: "", measure: "", group: "" };
  let stand = null;

  /** What an address asks for that differs in one control. */
  const ASKS = {
    world: (world) => ({ ...OTHER, world: world === stand.opened ? "" : world }),
    story: (story) => ({ ...FRESH, story, record: "", resident: "" }),
    record: (record) => ({ ...FRESH, record, story: "", resident: "" }),
    resident: (resident) => ({ ...FRESH, resident }),
    names: (names) => ({ names }),
    reading: (reading) => ({ "what-if": linkage.address.withReading(linkage.address.now()["what-if"], reading === stand.plain ? "" : reading) }),
  };

  /** The choices of a select, and the chosen one; where none is, what its page says instead. */
  function fill(select, choices, value) {
    const said = JSON.stringify(choices);
    if (select.dataset.holds !== said) {
      select.replaceChildren(...choices.map(([each, label]) => new Option(label, each)));
      select.dataset.holds = said;
    }
    if (value === "" && (select.options.length === 0 || select.options[0].value !== "")) {
      const none = new Option(select.dataset.none, "");
      none.hidden = true;
      select.prepend(none);
    }
    select.value = value;
  }

  /** The controls stand at what the address says; what the field for a resident holds. */
  function settled(data) {
    if (!data) return window.dash_clientside.no_update;
    stand = data;
    for (const [name, choices] of Object.entries(data.choices)) fill(byId("ask-" + name), choices, data[name]);
    linkage.shell.controlled();
    return data.resident;
  }

  function ask(name, value) {
    if (!stand || value === stand[name]) return;
    linkage.address.go(ASKS[name](value));
    if (document.activeElement && document.activeElement.closest(".asks")) document.activeElement.blur();
  }

  document.addEventListener("change", (event) => {
    const select = event.target.closest(".asks select");
    if (select) ask(select.id.replace("ask-", ""), select.value);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { controls: { settled, resident: (value) => ask("resident", value || "") } });
})();
