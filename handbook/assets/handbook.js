// What mkdocs-material leaves out: what is wider than its box can be scrolled by keyboard and says so, and each block's
// buttons have a name.
const WIDE = ".md-typeset__scrollwrap, .picture";

/** Says above a box whether there is more of it to the side, and lets the keyboard scroll it then. */
function sayWhetherItScrolls(box) {
  const wider = box.scrollWidth > box.clientWidth + 1;
  box.toggleAttribute("data-wider", wider);
  if (wider) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
  box.previousElementSibling.hidden = !wider;
}

addEventListener("load", () => {
  const seen = new ResizeObserver((boxes) => boxes.forEach((each) => sayWhetherItScrolls(each.target)));
  for (const box of document.querySelectorAll(WIDE)) {
    const hint = document.createElement("p");
    hint.className = "scroll-hint";
    hint.hidden = true;
    const opens = box.matches(".picture") ? ", or press it to open it alone" : "";
    hint.textContent = `Wider than this window: scroll it sideways${opens}.`;
    box.before(hint);
    seen.observe(box);
  }
  for (const [place, buttons] of document.querySelectorAll(".md-code__nav").entries()) {
    buttons.setAttribute("aria-label", `Block of code ${place + 1}`);
  }
});
