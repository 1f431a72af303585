/* How a number is made again: the address, the command, three lines of Python, each to be copied. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const box = () => document.getElementById("recipe");

  function copy(text, from) {
    const words = box().dataset;
    const done = () => {
      from.textContent = words.done;
      setTimeout(() => (from.textContent = words.copy), 1500);
    };
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done, () => select(from));
    return select(from);
  }

  /** Where there is no clipboard, the text is marked, ready for Ctrl-C. */
  function select(from) {
    const code = from.parentElement.querySelector("code");
    if (code) window.getSelection().selectAllChildren(code);
  }

  /** A code with a button that copies it. */
  function copyable(pre, text) {
    const button = linkage.make.button("", "button copy", box().dataset.copy);
    button.addEventListener("click", () => copy(text, button));
    pre.querySelector("code").textContent = text;
    for (const old of pre.parentElement.querySelectorAll(":scope > .copy")) old.remove();
    pre.before(button);
  }

  function open(recipe) {
    const parts = { ...recipe, address: window.location.origin + recipe.address };
    for (const code of box().querySelectorAll("[data-part]")) copyable(code.parentElement, parts[code.dataset.part]);
    box().showModal();
  }

  function close() {
    const was = Boolean(box() && box().open);
    if (was) box().close();
    return was;
  }

  linkage.recipe = { open, close, copyable };
})();
