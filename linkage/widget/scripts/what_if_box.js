/* The box for a what-if, and what Python says to it: a fault with the nearest right name, or what opens and closes. */
import { make } from "../../book/scripts/elements.js";

/**
 * The box.
 * @param {LiveStory} story
 * @param {(name: string, values?: Record<string, string | number>) => string} label
 * @param {(text: string) => void} ask
 * @param {(side: string) => void} chooseSide
 */
export function makeWhatIfBox(story, label, ask, chooseSide) {
  const input = make("input", {
    id: "what-if",
    type: "text",
    list: "switches",
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "fault example",
  });
  const options = story.switches.map(([value, sentence]) => make("option", { value, label: sentence }));
  const example = story.example && label("example", { text: story.example });
  const fault = make("p", { id: "fault", class: "fault", role: "alert" });
  const outcome = make("div", { class: "outcome", role: "status" });
  const sides = ["before", "after"].map((side) => {
    const made = make("button", { type: "button" }, label(side));
    made.addEventListener("click", () => chooseSide(side));
    return made;
  });
  const choice = make("span", { class: "sides", role: "group", "aria-label": label("sides") }, ...sides);
  const clear = make("button", { type: "button" }, label("clear"));
  const form = make(
    "form",
    { class: "what-if" },
    make(
      "div",
      { class: "bar" },
      make("label", { for: "what-if" }, label("what_if")),
      input,
      make("datalist", { id: "switches" }, ...options),
      make("button", { type: "submit" }, label("ask")),
      clear,
      choice,
    ),
    make("p", { id: "example", class: "hint" }, example),
    fault,
    outcome,
  );
  let known = input.value;
  let waiting = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(trimmed(input.value));
  });
  clear.addEventListener("click", () => {
    input.value = "";
    ask("");
    input.focus();
  });

  /**
   * Says once that a text was asked, and after a while that nobody has answered.
   * @param {string} text
   */
  function wait(text) {
    if (waiting === text) return;
    stop();
    waiting = text;
    outcome.replaceChildren(make("p", {}, label("asked")));
    timer = setTimeout(() => outcome.replaceChildren(make("p", {}, label("no_kernel"))), story.patience);
  }

  function stop() {
    clearTimeout(timer);
    waiting = "";
  }

  return {
    form,
    done: stop,
    /**
     * Shows what was typed last, and the reply to it.
     * @param {LiveView} view
     * @param {LiveReply} reply
     * @param {string} typed
     */
    show({ change, after }, reply, typed) {
      if (typed !== known) input.value = known = typed;
      const answered = reply.text === typed;
      const wrong = answered ? reply.fault : "";
      if (fault.textContent !== wrong) fault.textContent = wrong;
      input.setAttribute("aria-invalid", String(wrong !== ""));
      choice.hidden = !change;
      clear.hidden = !change && !wrong && answered;
      sides.forEach((side, number) => side.setAttribute("aria-pressed", String(after === (number === 1))));
      if (!answered) return wait(typed);
      stop();
      outcome.replaceChildren(...(change ? told(change, label) : []));
    },
  };
}

/**
 * What a what-if says and comes to.
 * @param {LiveChange} change
 * @param {(name: string, values?: Record<string, string | number>) => string} label
 */
function told(change, label) {
  const names = (/** @type {[string, string][]} */ services) => ({
    names: services.map(([, name]) => name).join(", "),
  });
  const lines = [
    ...change.sentences.map((line) => make("p", { class: "soft" }, line)),
    ...change.told.filter(Boolean).map((line, place) => make("p", place ? {} : { class: "first" }, line)),
    change.opened.length && make("p", { class: "opens" }, label("opens", names(change.opened))),
    change.shut.length && make("p", { class: "closes" }, label("closes", names(change.shut))),
    change.wide && make("p", { class: "soft" }, label("redrawn")),
  ];
  return lines.filter((line) => line instanceof Node);
}

/**
 * A what-if without blanks and commas around it, as Python reads it.
 * @param {string} text
 */
const trimmed = (text) => text.replace(/^[ ,]+|[ ,]+$/g, "");
