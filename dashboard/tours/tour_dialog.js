/* The dialog of the guided talks: starts one, opens one from a file, and holds the stops that are being recorded. */
import * as lessons from "../pages/lessons/page.js";
import * as stage from "../pages/stage/page.js";
import { button, byId, dialogById, first, make } from "../shell/dom.js";
import { fill } from "../shell/number_format.js";
import * as frame from "../shell/page_frame.js";
import * as address from "../state/address.js";
import { declarations } from "../state/declarations.js";
import * as data from "./tour_data.js";
import { tourFileName, tourText } from "./tour_text.js";
import { walk } from "./tour_walk.js";

const LARGEST = 200_000; // letters of a file
/** @type {TourList | null} */
let list = null;
/** @type {string[]} */
let faults = [];

const said = () => /** @type {Record<string, string>} */ (byId("tour").dataset);

// -- the tours that are there

function drawList() {
  const rows = (list?.tours || []).map(({ id, title, about, stops, presses }) => {
    const choice = button("tour-start:" + id, "button main", said().start);
    choice.setAttribute("aria-label", said().start + ": " + title);
    const name = make("b", "", title);
    const size = make("small", "", " " + fill(said().aboutStops, { stops, presses }));
    return make("li", "", choice, make("div", "", name, size, make("p", "soft", about)));
  });
  const wrong = faults.length
    ? make("div", "faults", make("p", "", said().faulty), make("ul", "", ...faults.map((text) => make("li", "", text))))
    : "";
  byId("tour-list").replaceChildren(make("ul", "tours", ...rows), wrong);
}

/** @param {string} name */
async function start(name) {
  close();
  walk(await data.fetchTour(name));
}

/**
 * Walk a tour of a file's text; where it has faults they are listed instead.
 * @param {string} name
 * @param {string} text
 */
async function open(name, text) {
  try {
    const tour = await data.readTour(name, text);
    faults = [];
    close();
    walk(tour);
  } catch (error) {
    faults = (error instanceof Error ? error.message : "").split("\n");
    drawList();
  }
}

/** @param {Event} event */
async function picked(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const file = input.files?.[0];
  input.value = "";
  if (!file) return;
  if (file.size > LARGEST) {
    faults = [said().large];
    drawList();
  } else await open(file.name, await file.text());
}

// -- recording

/** The sentence that the room sees now. */
function sentenceNow() {
  const place = frame.pageName() === "stage" ? stage.forPresenter() : null;
  const lesson = frame.pageName() === "lessons" ? lessons.forPresenter() : null;
  return (place || lesson)?.now || first("main:not([hidden]) h1")?.textContent || document.title;
}

/** The address of what is shown, without the talk and how the screen shows things. */
function addressNow() {
  const { paths, display } = declarations();
  const left = ["tour", "stop", "walked", "theme", "room", ...display];
  const fields = Object.entries(address.now()).filter(([name]) => !left.includes(name));
  return paths[frame.pageName()] + address.query(Object.fromEntries(fields));
}

async function mark() {
  if (frame.isEmpty() || frame.unanswered()) return;
  const draft = data.recorded();
  draft.stops.push({ say: sentenceNow(), at: addressNow(), note: "", walk: 0 });
  data.keepRecorded(draft);
  byId("remark").textContent = fill(said().recorded, {
    stop: draft.stops.length,
    say: draft.stops[draft.stops.length - 1].say,
  });
  if (!draft.world) data.keepRecorded({ ...draft, world: await worldServed() });
  if (dialogById("tours").open) drawRecorded();
}

/** The world that is served, which addresses leave out. */
async function worldServed() {
  list ||= await data.listed();
  return list.world;
}

/**
 * A field of the recorded tour, kept as it is written.
 * @param {string} label
 * @param {"input" | "textarea"} tag
 * @param {string} value
 * @param {(draft: TourDraft, text: string) => void} set
 */
function field(label, tag, value, set) {
  const input = make(tag, "");
  input.value = value;
  if (input instanceof HTMLTextAreaElement) input.rows = 2;
  input.addEventListener("input", () => {
    const draft = data.recorded();
    set(draft, input.value);
    data.keepRecorded(draft);
  });
  return make("label", "field", make("span", "", label), input);
}

/**
 * @param {TourDraft["stops"][number]} stop
 * @param {number} place
 */
function recordedStop(stop, place) {
  const words = said();
  const walkField = field(words.walk, "input", String(stop.walk), (draft, text) => {
    draft.stops[place].walk = Math.min(99, Math.max(0, Math.floor(Number(text)) || 0));
  });
  const number = /** @type {HTMLInputElement} */ (first("input", walkField));
  Object.assign(number, { type: "number", min: "0", max: "99" });
  const tools = [
    walkField,
    place ? button("tour-earlier:" + place, "button", words.earlier) : "",
    button("tour-remove:" + place, "button", words.remove),
  ];
  return make(
    "li",
    "",
    field(words.say, "textarea", stop.say, (draft, text) => (draft.stops[place].say = text)),
    field(words.note, "textarea", stop.note, (draft, text) => (draft.stops[place].note = text)),
    make("code", "", stop.at),
    make("div", "stop-tools", ...tools),
  );
}

function drawRecorded() {
  const words = said();
  const draft = data.recorded();
  if (!draft.stops.length) return byId("tour-recorded").replaceChildren(make("p", "soft", words.noneRecorded));
  const tools = make(
    "div",
    "saving-forms",
    button("tour-save", "button main", words.save),
    button("tour-try", "button", words.tryOut),
    button("tour-clear", "button", words.clear),
  );
  const title = field(words.titleField, "input", draft.title, (kept, text) => (kept.title = text));
  return byId("tour-recorded").replaceChildren(title, make("ol", "recorded", ...draft.stops.map(recordedStop)), tools);
}

/** @param {(draft: TourDraft) => void} how */
function change(how) {
  const draft = data.recorded();
  how(draft);
  data.keepRecorded(draft);
  drawRecorded();
}

/** The recorded tour as a file: its name and its text. */
function recordedFile() {
  const draft = data.recorded();
  return { name: tourFileName(draft.title || said().untitled), text: tourText(draft, said().untitled) };
}

function save() {
  const { name, text } = recordedFile();
  const link = make("a", "");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/toml" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// -- the dialog

async function show() {
  const dialog = dialogById("tours");
  if (dialog.open) return void close();
  faults = [];
  drawRecorded();
  if (!first("input", byId("tour-file"))) byId("tour-file").append(fileInput());
  drawList();
  dialog.showModal();
  const focused = document.activeElement;
  list = await data.listed();
  drawList();
  if (document.activeElement === focused || !dialog.contains(document.activeElement)) first(".main", dialog)?.focus();
}

function fileInput() {
  const input = make("input", "file");
  input.type = "file";
  input.accept = ".toml,text/plain";
  input.addEventListener("change", picked);
  return input;
}

/** Close the dialog, and say whether it was open. */
function close() {
  const dialog = dialogById("tours");
  const was = dialog.open;
  if (was) dialog.close();
  return was;
}

frame.registerDialog(close);
frame.registerLead((verb) => dialogById("tours").open && ["next", "back", "start", "last"].includes(verb));
frame.registerActions({
  tours: () => void show(),
  mark: () => void mark(),
  "tour-start": (name) => void start(name),
  "tour-save": () => save(),
  "tour-try": () => {
    const { name, text } = recordedFile();
    void open(name, text);
  },
  "tour-clear": () => change((draft) => (draft.stops = [])),
  "tour-remove": (place) => change((draft) => draft.stops.splice(Number(place), 1)),
  "tour-earlier": (place) =>
    change(({ stops }) => {
      const at = Number(place);
      [stops[at - 1], stops[at]] = [stops[at], stops[at - 1]];
    }),
});
