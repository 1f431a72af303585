/* Whether the server still answers: a dead one leaves a picture that looks alive, so a banner says it within 3 s (of one
   that hangs, within 5 s). One miss says nothing yet: a server may be busy, and is asked again at once.
   The picture needs no server. Whatever else is asked of one that is away waits here, and is asked again by itself once one
   answers: no page has to be loaded anew, and none stays empty. */
import * as hotReload from "../hot_reload.js";
import { byId } from "./dom.js";
import * as frame from "./page_frame.js";

const EVERY = 1800;
const AT_ONCE = 200; // milliseconds after a first miss
const PATIENCE = 1200;
const UNKNOWN_HERE = 401; // a class' server that was started anew asks for its code again
const fetchOnce = window.fetch.bind(window);
/** @type {(() => void)[]} */
let waiting = []; // each has something asked again
let missed = 0;
let timer = setTimeout(beat, EVERY);

// -- questions that wait

/** Wait until the server answers. */
export function serverBack() {
  beatSoon();
  return new Promise((/** @type {(value?: unknown) => void} */ done) => waiting.push(done));
}

/**
 * As `fetch`, but where no server answers the question is put again once one does, instead of failing.
 * @param {Parameters<typeof fetch>} question
 * @returns {Promise<Response>}
 */
async function patientFetch(...question) {
  for (;;) {
    try {
      return await inFull(await fetchOnce(...question));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // somebody has called it off
    }
    await serverBack();
  }
}

/**
 * The same answer, once all of it is there: a server that dies has answered half a question.
 * @param {Response} response
 */
async function inFull(response) {
  if (response.status === UNKNOWN_HERE) window.location.reload();
  const { status, statusText, headers } = response;
  const body = await response.arrayBuffer();
  return new Response(body.byteLength ? body : null, { status, statusText, headers });
}

window.fetch = patientFetch; // Dash asks by it, too

function askAgain() {
  const asked = waiting;
  waiting = [];
  for (const ask of asked) ask();
}

// -- the heartbeat

async function beat() {
  timer = 0;
  if (!document.hidden) {
    missed = (await isAlive()) ? 0 : missed + 1;
    frame.setAway(missed > 1);
    if (!missed) askAgain();
  }
  timer = setTimeout(beat, missed === 1 ? AT_ONCE : EVERY);
}

async function isAlive() {
  try {
    const response = await fetchOnce("/_alive", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (response.status === 200) {
      const said = await response.json();
      frame.seatAs(said.seat || "");
      hotReload.heard(said);
    }
    return response.ok;
  } catch {
    return false;
  }
}

/** Something failed, or somebody looks again: ask at once whether the server is there, unless it is being asked. */
function beatSoon() {
  if (!timer) return;
  clearTimeout(timer);
  timer = setTimeout(beat, AT_ONCE);
}

document.addEventListener("visibilitychange", beatSoon);

// -- what is said

/** Say that the server is away and what still works: at the foot, or in the middle of a page that has nothing to show. */
function tell() {
  const banner = byId("stale");
  if (!banner) return;
  const stale = frame.isAway();
  const { story = "", other = "", empty = "", until = "" } = banner.dataset;
  const untilThen = frame.isEmpty("stage") ? "" : " " + until;
  const says = frame.isEmpty() ? empty + untilThen : frame.pageName() === "stage" ? story : other;
  if (stale && banner.textContent !== says) banner.textContent = says;
  banner.classList.toggle("is-empty", stale && frame.isEmpty());
  banner.hidden = !stale;
}

frame.registerWatcher(tell);
