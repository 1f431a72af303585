/* A pupil who opens a page of the app in a narrow window is offered the page for phones. */
import { byId, first, make } from "../shell/dom.js";
import * as frame from "../shell/page_frame.js";

const narrow = matchMedia("(max-width: 640px)");

function offer() {
  const wanted = frame.seat() === "student" && narrow.matches;
  const there = byId("phone-offer");
  if (there) there.hidden = !wanted;
  else if (wanted) {
    const link = make("a", "phone-offer", first("[data-phone]")?.dataset.phone || "");
    link.id = "phone-offer";
    link.href = "/phone";
    document.body.append(link);
  }
}

narrow.addEventListener("change", offer);
frame.registerWatcher(offer);
