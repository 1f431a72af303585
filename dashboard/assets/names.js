/* Names in Chinese: an element whose whole text is one says so, for whoever has the page read aloud. Sentences stay
   English with names in them, and aren't marked. Nothing is looked at before the switch is used. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const CHINESE = "zh-Hans";
  const HAN = /\p{Script=Han}/u;
  const LATIN_WORD = /\p{Script=Latin}{2}/u;
  let watching = null;

  /** An element with nothing but text inside says whether that is Chinese. */
  function mark(element) {
    if (element.childElementCount) return;
    const text = element.textContent;
    if (HAN.test(text) && !LATIN_WORD.test(text)) element.setAttribute("lang", CHINESE);
    else if (element.getAttribute("lang") === CHINESE) element.removeAttribute("lang");
  }

  function within(node) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (!element || !element.isConnected) return;
    mark(element);
    for (const each of element.querySelectorAll("*")) mark(each);
  }

  function seen(changes) {
    for (const change of changes) {
      if (change.type === "characterData") within(change.target);
      for (const node of change.addedNodes) within(node);
    }
  }

  /** From the first Chinese name on, whatever changes is looked at: it may become English again. */
  function show(names) {
    if (names === "en" || watching) return;
    watching = new MutationObserver(seen);
    watching.observe(document.body, { childList: true, characterData: true, subtree: true });
    within(document.body);
  }

  linkage.names = { show };
})();
