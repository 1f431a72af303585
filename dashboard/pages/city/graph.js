/* The City page's one figure: asked for from the server, handed to `dcc.Graph`, made anew for another theme or other letters.
   plotly's script is fetched when the first figure is shown, and never on another page. */
import { serverBack } from "../../shell/connection.js";
import { byId, first } from "../../shell/dom.js";
import * as frame from "../../shell/page_frame.js";
import { polling } from "../../shell/polling.js";

/** @typedef {Record<string, string>} Question */

const PLACE = "city-figure";
const GRAPH = "city-graph";
const LETTERS = 1.12; // the letters of a figure, as times the page's
const AXIS = 0.95; // those of the title of an axis, as times the others
const SMALLEST = 14;
const OTHER_LATER = 400; // milliseconds until the figure of the other theme is asked for
const root = document.documentElement;
/** @type {Record<string, ReturnType<typeof polling<FigureAnswer>>>} */
const ASKING = { dark: polling("/_city/figure", "city"), light: polling("/_city/figure", "city") };
/** @type {Question | undefined} */
let wanted; // what the figure is of
/** @type {Promise<unknown> | undefined} */
let scripts;
let isThere = false; // whether Dash has the graph
let paintedIn = ""; // the theme of what is drawn
let otherTimer = 0;

const themeNow = () => (root.dataset.theme === "light" ? "light" : "dark");
const drawnAt = () => /** @type {PlotlyPlace | null} */ (first(".js-plotly-plot", byId(PLACE)));

/**
 * What the server is asked.
 * @param {Question} question
 * @param {string} theme
 */
const parts = (question, theme) => ({ ...question, theme });

/**
 * Fetch the script that an element has the address of.
 * @param {string} id
 */
const fetchScript = (id) =>
  new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = byId(id).dataset.script || "";
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    document.head.append(element);
  });

/**
 * The same, and once more where the server was away.
 * @param {string} id
 */
const fetchScriptAgain = (id) => fetchScript(id).catch(() => serverBack().then(() => fetchScript(id)));

/** plotly's script, and what Dash's graph needs beside it, once; where they can't be had, there are the tables. */
function loadPlotly() {
  scripts ??= Promise.all([PLACE, "polyfills"].map(fetchScriptAgain)).catch(() => (scripts = undefined));
  return scripts;
}

/**
 * Show the figure of a question; nothing of none.
 * @param {Question} [question]
 */
export function show(question) {
  const place = byId(PLACE);
  place.classList.toggle("is-other", question?.picture !== wanted?.picture);
  wanted = question;
  if (!question) place.hidden = true;
  else draw(question);
}

/**
 * Ask for a figure before its numbers are there, as both are counted at once.
 * @param {string} search what the page is about to show
 */
export function expect(search) {
  if (wanted) ASKING[themeNow()].ask(parts({ ...wanted, search }, themeNow()), paint);
}

/** @param {Question} question */
function draw(question) {
  byId(PLACE).classList.add("is-old");
  loadPlotly();
  ASKING[themeNow()].ask(parts(question, themeNow()), paint);
  paint();
}

/** Paint the figure that is wanted, if it is there. */
function paint() {
  const theme = themeNow();
  const question = wanted;
  const answer = question && ASKING[theme].answer(parts(question, theme));
  if (!answer || answer.status === "counting") return;
  const isWanted = () => wanted === question && themeNow() === theme && frame.pageName() === "city";
  loadPlotly().then(() => isWanted() && paintAnswer(answer));
}

/** @param {FigureAnswer} answer */
function paintAnswer(answer) {
  const place = byId(PLACE);
  place.classList.remove("is-old", "is-other");
  place.hidden = answer.status !== "counted" || !window.Plotly;
  if (place.hidden) return;
  place.style.height = answer.rem + "rem";
  place.style.setProperty("--least", answer.columns.length ? 20 + 2.4 * answer.columns.length + "rem" : "0");
  paintedIn = themeNow();
  hand(answer);
  clearTimeout(otherTimer);
  otherTimer = setTimeout(askOtherTheme, OTHER_LATER);
}

/** The letters of a figure, as wide as the page's. */
const lettersNow = () => Math.max(SMALLEST, Math.round(LETTERS * parseFloat(getComputedStyle(root).fontSize)));

/**
 * A title, of the figure or of an axis, in letters of a size.
 * @param {PlotlyTitle | undefined} title
 * @param {number} size
 */
const titled = (title, size) => (title ? { ...title, font: { ...title.font, size } } : title);

/**
 * An axis in letters of a size, its marks smaller where they were.
 * @param {PlotlyAxis} axis
 * @param {number} size
 * @param {number} times larger than the figure came
 */
function sizedAxis(axis, size, times) {
  const { title, tickfont } = axis;
  return {
    ...axis,
    title: titled(title, AXIS * size),
    tickfont: tickfont && { ...tickfont, size: tickfont.size * times },
  };
}

/**
 * A figure with the page's letters.
 * @param {PlotlyFigure} figure
 */
function sized({ data, layout }) {
  const size = lettersNow();
  const { font, margin, title, xaxis, yaxis } = layout;
  const times = size / font.size;
  return {
    data,
    layout: {
      ...layout,
      font: { ...font, size },
      margin: { ...margin, t: margin.t * times },
      title: titled(title, size),
      xaxis: sizedAxis(xaxis, size, times),
      yaxis: sizedAxis(yaxis, size, times),
    },
  };
}

/**
 * Give a figure to Dash, the first time with its graph.
 * @param {FigureAnswer} answer
 */
function hand({ figure, config }) {
  const props = { figure: sized(figure), config };
  if (isThere) return window.dash_clientside.set_props(GRAPH, props);
  isThere = true;
  listener.observe(byId(PLACE), { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
  const graph = { id: GRAPH, responsive: true, style: { height: "100%" }, ...props };
  window.dash_clientside.set_props(PLACE, {
    children: { namespace: "dash_core_components", type: "Graph", props: graph },
  });
}

/** Who prints, or changes the colours, shouldn't wait for the figure in them. */
function askOtherTheme() {
  if (!wanted || frame.pageName() !== "city") return;
  const other = themeNow() === "light" ? "dark" : "light";
  ASKING[other].ask(parts(wanted, other), () => {});
}

/** In other colours: at once where they are known, as paper doesn't wait for Dash. */
function recolour() {
  if (!wanted || !isThere || byId(PLACE).hidden || paintedIn === themeNow()) return;
  const answer = ASKING[themeNow()].answer(parts(wanted, themeNow()));
  const place = drawnAt();
  if (answer && answer.status === "counted" && place) {
    window.Plotly?.react(place, { ...sized(answer.figure), config: answer.config });
    paintedIn = themeNow();
  }
  draw(wanted);
}

/** Once plotly has drawn for the first time: what a click on it does, and a mark for each drawing. */
const listener = new MutationObserver(() => {
  const place = drawnAt();
  if (!place) return;
  listener.disconnect();
  root.dataset.drawn = "1";
  place.on("plotly_afterplot", () => (root.dataset.drawn = String(Number(root.dataset.drawn) + 1)));
  place.on("plotly_click", ({ points }) => clicked(points[0]));
});

/**
 * A day of the curve or a cell of the heat map opens the story of one whom it counts, as its row of the table does.
 * @param {PlotlyPoint} point
 */
function clicked({ x, pointNumber }) {
  const answer = wanted && ASKING[themeNow()].answer(parts(wanted, themeNow()));
  if (!wanted || !answer) return;
  if (wanted.picture === "door") frame.perform("someone:" + wanted.door + "|day=" + x, byId(PLACE));
  if (wanted.picture !== "kinds" || typeof pointNumber === "number") return;
  const [row, column] = pointNumber;
  frame.perform("someone:" + answer.columns[column] + "|kind=" + answer.rows[row], byId(PLACE));
}

new MutationObserver(recolour).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
let letters = "";
window.addEventListener("resize", () => {
  const now = getComputedStyle(root).fontSize;
  if (now === letters) return;
  letters = now;
  if (wanted && isThere && frame.pageName() === "city") draw(wanted);
});
