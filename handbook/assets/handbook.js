// What mkdocs-material leaves out: wide tables can be scrolled by keyboard, and each block's buttons have a name.
addEventListener("load", () => {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) wrap.tabIndex = 0;
  for (const [place, buttons] of document.querySelectorAll(".md-code__nav").entries()) {
    buttons.setAttribute("aria-label", `Block of code ${place + 1}`);
  }
});
