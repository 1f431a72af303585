/* Presenting: tells a second window in the same browser what is on the screen, and does what it asks; room mode; reset.
   Windows speak through a BroadcastChannel, so no server is asked. A window that was just opened asks before it speaks. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  const channel = new BroadcastChannel("linkage-presenting");
  const me = Math.random().toString(36).slice(2);
  const MAY = ["next", "back", "start", "reset", "black"];
  let heard = false; // whether a presenter's window is there
  let last = "";
  let waiting = 0;

  /** What is on the screen: the lesson's step if one is given, else the stage's place, else the page's heading. */
  function told() {
    const page = linkage.shell.page();
    const lesson = linkage.lessons && linkage.lessons.told();
    const stage = page === "stage" && linkage.stage.told();
    const head = document.querySelector("main:not([hidden]) h1");
    const plain = { title: document.title, now: head ? head.textContent : "", next: "", notes: "", place: 0, places: 0 };
    return { ...plain, ...(stage || {}), ...(lesson || {}), onScreen: stage ? stage.now : plain.now };
  }

  function tell() {
    if (!heard || document.hidden) return;
    const said = { ...told(), label: byId("label").textContent, theme: document.documentElement.getAttribute("data-theme"), black: document.documentElement.classList.contains("black") };
    const text = JSON.stringify(said);
    if (text === last) return;
    last = text;
    channel.postMessage({ at: said, from: me });
  }

  /** Look again once what was just done is on the screen. */
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 60);
  }

  channel.addEventListener("message", (event) => {
    const said = event.data || {};
    if (said.ask) {
      heard = true;
      last = "";
      if (document.hidden) channel.postMessage({ here: true, from: me });
      tell();
    } else if (said.to === me && MAY.includes(said.do)) {
      linkage.shell.does(said.do);
      soon();
    }
  });

  function open() {
    const address = window.location.origin + "/presenter";
    const other = window.open(address, "linkage-presenter", "width=900,height=760");
    if (!other) byId("remark").textContent = document.querySelector("[data-blocked]").dataset.blocked.replace("{address}", address);
  }

  /** Large type for a hall; the picture takes the shape with larger letters. */
  function room(on, written) {
    const before = document.documentElement.classList.contains("room");
    document.documentElement.classList.toggle("room", on);
    if (written) linkage.address.write({ room: on ? "yes" : "" });
    if (before !== on) window.dispatchEvent(new Event("resize"));
  }

  /** The same story from its start, as it was first shown: no what-if, no page but the stage, no black screen. */
  function reset() {
    document.documentElement.classList.remove("black");
    const kept = ["world", "story", "theme", "room", "lang", "names"];
    const gone = Object.fromEntries(Object.keys(linkage.address.now()).filter((name) => !kept.includes(name)).map((name) => [name, ""]));
    if (byId("help").open) byId("help").close();
    linkage.shell.does("start");
    linkage.address.go({ ...gone, wave: "", step: "", "on-day": "" }, "/");
  }

  new MutationObserver(soon).observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-page", "data-shown", "data-theme"] });
  for (const kind of ["keydown", "click", "popstate"]) window.addEventListener(kind, soon);
  document.addEventListener("visibilitychange", soon);
  setInterval(tell, 1000);

  linkage.presenting = { open, room, reset };
})();
