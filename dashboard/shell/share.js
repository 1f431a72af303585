/* Sharing what is on the screen: its address with the world always in it, as text and as a QR code, and the story as one
   page that needs no server. The dialog is that of `save_picture.js`. */
import * as address from "../state/address.js";
import { byId, drawing } from "./dom.js";
import * as frame from "./page_frame.js";

let shared = "";

/** The address of what is on the screen; a world that the server opens by itself is named all the same. */
function wholeAddress() {
  const world = /** @type {HTMLSelectElement} */ (byId("ask-world")).value;
  const search = address.query({ ...address.now(), world });
  return window.location.origin + window.location.pathname + search;
}

/** Fill the dialog for what is on the screen now. */
export async function fill() {
  shared = wholeAddress();
  byId("share-address").textContent = shared;
  byId("share-copied").textContent = "";
  const page = /** @type {HTMLAnchorElement} */ (byId("share-page"));
  page.href = "/_share/page?" + new URLSearchParams({ search: new URL(shared).search });
  const place = byId("share-qr");
  const asked = shared;
  try {
    const response = await fetch("/_share/qr?" + new URLSearchParams({ address: shared }));
    const text = response.ok ? await response.text() : "";
    if (asked === shared) place.replaceChildren(...(text ? [drawing(text)] : []));
  } catch {
    place.replaceChildren();
  }
}

async function copy() {
  getSelection()?.selectAllChildren(byId("share-address"));
  let done = true;
  try {
    await navigator.clipboard.writeText(shared);
  } catch {
    done = document.execCommand("copy"); // where the browser has no clipboard for plain http
  }
  byId("share-copied").textContent = (done && byId("saving").dataset.copied) || "";
}

frame.registerActions({ "copy-address": () => void copy() });
