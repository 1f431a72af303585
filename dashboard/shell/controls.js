/* The controls above every page: which world, story, record, resident, reading, and how names are shown. They stand at what
   the address says, and a change goes to another address. */
import * as address from "../state/address.js";
import { byId, hit } from "./dom.js";
import * as frame from "./page_frame.js";

/** @type {ControlsAnswer | null} */
let settings = null;

/**
 * What an address asks for that differs in one control.
 * @type {Record<string, (value: string, settings: ControlsAnswer) => Fields>}
 */
const CHANGES = {
  world: (world, { opened }) => ({
    ...address.otherWorld(),
    world: world === opened ? "" : world,
  }),
  story: (story) => ({ ...address.otherAnswer(), story, record: "", resident: "" }),
  record: (record) => ({ ...address.otherAnswer(), record, story: "", resident: "" }),
  resident: (resident) => ({ ...address.otherAnswer(), resident }),
  names: (names) => ({ names }),
  reading: (reading, { plain }) => ({
    "what-if": address.withReading(address.now()["what-if"], reading === plain ? "" : reading),
  }),
};

/**
 * Put choices into a select, and choose one; where none is chosen, its `data-none` stands there.
 * @param {HTMLSelectElement} select
 * @param {[string, string][]} choices
 * @param {string} value
 */
function choose(select, choices, value) {
  const text = JSON.stringify(choices);
  if (select.dataset.holds !== text) {
    select.replaceChildren(...choices.map(([choice, label]) => new Option(label, choice)));
    select.dataset.holds = text;
  }
  if (value === "" && (select.options.length === 0 || select.options[0].value !== "")) {
    const none = new Option(select.dataset.none, "");
    none.hidden = true;
    select.prepend(none);
  }
  select.value = value;
}

/**
 * Set the controls to what the address says, and hand back what the field for a resident holds.
 * @param {ControlsAnswer | null} answer
 */
export function settled(answer) {
  if (!answer) return window.dash_clientside.no_update;
  settings = answer;
  stand(answer);
  frame.controlled();
  return answer.resident;
}

/** @param {ControlsAnswer} answer */
function stand(answer) {
  for (const [name, choices] of Object.entries(answer.choices)) {
    choose(/** @type {HTMLSelectElement} */ (byId("ask-" + name)), choices, String(answer[name]));
  }
  const chosen = (/** @type {string} */ name) => nameOfChoice(answer, name);
  const record = chosen("record") + (answer.resident ? ", " + answer.resident : "");
  const told = chosen("story") || record;
  const noStory = /** @type {HTMLSelectElement} */ (byId("ask-story")).options[0];
  if (noStory && noStory.value === "") noStory.text = record;
  byId("showing-world").textContent = chosen("world") + " · " + chosen("reading");
  byId("showing-story").textContent = told;
  byId("showing-foot").textContent = chosen("world") + " · " + told;
}

/**
 * What a control stands at, as people read it.
 * @param {ControlsAnswer} answer
 * @param {string} name of the control
 */
function nameOfChoice(answer, name) {
  const choice = answer.choices[name].find(([value]) => value === String(answer[name]));
  return choice ? choice[1] : "";
}

/** Where no server is there to answer, the controls stand at what was answered last. */
frame.registerWatcher(() => {
  if (frame.isAway() && settings) stand(settings);
});

/**
 * Go to the address that one control asks for.
 * @param {string} name
 * @param {string} value
 */
function ask(name, value) {
  if (!settings || value === settings[name]) return;
  address.go(CHANGES[name](value, settings));
  if (frame.isAway()) stand(settings);
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.closest(".asks")) focused.blur();
}

/**
 * Ask for another resident.
 * @param {string | null} value
 */
export const askResident = (value) => ask("resident", value || "");

document.addEventListener("change", (event) => {
  const select = /** @type {HTMLSelectElement | null} */ (hit(event, ".asks select"));
  if (select) ask(select.id.replace("ask-", ""), select.value);
});
