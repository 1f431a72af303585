/* A what-if written by hand, saved to a file, opened from one. Files are read here and checked by the server. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const LARGEST = 200000;
  const byId = (id) => document.getElementById(id);
  const make = (...what) => linkage.make.make(...what);
  let board = null;
  let area = null;
  let title = null;
  let says = null;

  function field(tag, label) {
    const made = document.createElement(tag);
    return [make("label", "field", make("span", "", label), made), made];
  }

  function ask(store, data) {
    window.dash_clientside.set_props(store, { data: { ...data, world: board.world, stamp: Date.now() } });
  }

  /** Have a text checked: it comes back as it is to be used, or with its faults and the nearest names. */
  function check(text, from) {
    ask("open-what-if", { written: text, from });
  }

  function picked(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    if (file.size > LARGEST) tell([board.said.large]);
    else file.text().then((text) => ask("open-what-if", { name: file.name, text }));
  }

  function tell(lines) {
    says.replaceChildren(...lines.map((line) => make("li", "", line)));
    says.hidden = !lines.length;
    if (lines.length) says.scrollIntoView({ block: "nearest" });
  }

  function mount(made) {
    board = made;
    const [text, written] = field("textarea", made.said.text);
    const [name, named] = field("input", made.said.name);
    area = written;
    area.rows = 3;
    area.spellcheck = false;
    area.id = "what-if-text";
    if (title) named.value = title.value;
    title = named;
    says = make("ul", "faults");
    says.setAttribute("role", "status");
    says.hidden = true;
    const use = linkage.make.button("", "button", made.said.use);
    use.addEventListener("click", () => check(area.value.split(/[\s,]+/).filter(Boolean).join(","), "text"));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        use.click();
      }
    });
    const save = linkage.make.button("", "button", made.said.save);
    save.addEventListener("click", () => ask("save-what-if", { title: title.value, text: area.dataset.text }));
    const file = document.createElement("input");
    file.type = "file";
    file.accept = ".toml,text/plain";
    file.className = "file";
    file.addEventListener("change", () => picked(file));
    const open = make("label", "button open-file", made.said.open, file);
    byId("keeping").replaceChildren(text, says, use, name, make("div", "files", save, open));
  }

  /** Show the text that holds. */
  function paint(text) {
    area.dataset.text = text;
    if (document.activeElement !== area) area.value = text.split(",").join(", ");
  }

  /** A file was opened: its name stands in the box where one names. */
  function called(name) {
    title.value = name;
  }

  linkage.keeping = { mount, paint, check, tell, called };
})();
