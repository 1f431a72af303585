/* What a picture needs beside its page's own answer: asked for only when somebody looks, and again and again until it is
   there, so no request hangs and nobody waits for what nobody looks at. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const AGAIN = 300; // milliseconds between two questions how far it is

  /** One such question, at a path. `ask` asks until an answer is there, and calls `then` at every step; `told` is what
      was said last to the same question; `forget` has it asked anew. */
  function asker(path, page) {
    let asked = "";
    let found = null;
    let timer = 0;

    function ask(parts, then) {
      const query = new URLSearchParams(parts).toString();
      if (asked === query && (found || timer)) return;
      asked = query;
      found = null;
      clearTimeout(timer);
      fetchNow(query, then);
    }

    function fetchNow(query, then) {
      timer = -1;
      fetch(path + "?" + query)
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
        .then((told) => {
          if (asked !== query) return;
          found = told;
          timer = 0;
          if (told.status === "counting") timer = setTimeout(() => (linkage.shell.page() === page ? fetchNow(query, then) : forget()), AGAIN);
          then();
        })
        .catch(() => asked === query && forget());
    }

    function forget() {
      clearTimeout(timer);
      asked = "";
      found = null;
      timer = 0;
    }

    const told = (parts) => (asked === new URLSearchParams(parts).toString() ? found : null);
    return { ask, told, forget };
  }

  linkage.asker = asker;
})();
