/* Where a class is served, the presenter's browser tells the server where it is, for the phones to follow. Of several
   windows one tells: the one that a presenter's window follows, else the one in front. It says the same again every other
   second, so that a server that was started anew knows it, too; but never over another window's word. */
import * as frame from "../shell/page_frame.js";
import * as address from "../state/address.js";
import { isFollowed, standsBack, windowId } from "./presenter_channel.js";
import { isShared } from "./shared_step.js";

const EVERY = 400;
const AGAIN = 2000;
const NOWHERE = "{}";
const headers = { "Content-Type": "application/json" };
let told = ""; // what this window told last
let telling = false; // whether its word holds
let last = 0; // when it was told
let sending = false;
let wasInFront = false;

/** What is told of this place: nothing where none is shared; blank while the page is not answered yet. */
function place() {
  if (!isShared()) return NOWHERE;
  if (!frame.pageName() || frame.unanswered()) return "";
  return JSON.stringify({ page: frame.pageName(), search: address.query(address.now()) });
}

const isInFront = () => !standsBack() && (isFollowed() || !document.hidden);

function look() {
  if (frame.seat() !== "presenter" || sending) return;
  const inFront = isInFront();
  if (inFront && !wasInFront) told = ""; // another window may have told its own place meanwhile
  wasInFront = inFront;
  const here = place();
  if (here && here !== told) {
    if (inFront) tell(here, false);
  } else if (telling && Date.now() - last > AGAIN) tell(told, true);
}

/**
 * @param {string} here
 * @param {boolean} again
 */
async function tell(here, again) {
  sending = true;
  told = here;
  last = Date.now();
  try {
    const body = JSON.stringify({ ...JSON.parse(here), window: windowId, again });
    const response = await fetch("/_class/place", { method: "POST", headers, body });
    telling = response.ok && (await response.json()).window === windowId;
  } catch {
    told = again ? told : ""; // it is told anew
  }
  sending = false;
}

setInterval(look, EVERY);
