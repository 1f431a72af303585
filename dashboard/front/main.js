/* All scripts of the page, in the order in which they hear keys and clicks; and what Dash's callbacks call. */
import "../shell/connection.js";
import * as controls from "../shell/controls.js";
import "../shell/keys.js";
import "../shell/printing.js";
import "../shell/save_picture.js";
import "../classroom/presenter_channel.js";
import "../classroom/class_place.js";
import "../classroom/phone_offer.js";
import * as frame from "../shell/page_frame.js";
import * as stage from "../pages/stage/page.js";
import "../pages/stage/city_corner.js";
import "../pages/stage/first_hints.js";
import * as why from "../pages/why/page.js";
import * as join from "../pages/join/page.js";
import * as whatIf from "../pages/what_if/page.js";
import * as city from "../pages/city/page.js";
import * as world from "../pages/world/page.js";
import * as openFolder from "../pages/world/open_folder.js";
import * as lessons from "../pages/lessons/page.js";
import "../services/asked_ahead.js";
import "../tours/tour_walk.js";
import "../tours/tour_bar.js";
import "../tours/end_card.js";
import "../tours/tour_dialog.js";

window.dash_clientside = {
  ...window.dash_clientside,
  shell: { route: frame.route },
  controls: { settled: controls.settled, resident: controls.askResident },
  stage: { mount: frame.onceLookedAt("stage", stage.mount) },
  why: { mount: frame.onceLookedAt("why", why.mount) },
  join: { mount: frame.onceLookedAt("join", join.mount) },
  whatif: { mount: frame.onceLookedAt("what-if", whatIf.mount), opened: whatIf.opened },
  city: { mount: city.mount },
  world: { mount: world.mount },
  worldFolder: { told: openFolder.answered },
  lessons: { mount: lessons.mount, verdict: lessons.judged },
};
