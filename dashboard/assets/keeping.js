/* A what-if as text: written by hand, saved to a file, opened from one. Files are read here and checked by the server. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const LARGEST = 200000;
  const byId = (id) => document.getElementById(id);
  const make = (...what) => linkage.make.make(...what);
  let board = null;
  let apply = () => {};
  let area = null;
  let title = null;
  let says = null;

  function field(tag, label) {
    const made = document.createElement(tag);
    return [make("label", "field", make("span", "", label), made), made];
  }

  function picked(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    if (file.size > LARGEST) {
      tell([board.said.large]);
      return;
    }
    file.text().then((text) => window.dash_clientside.set_props("open-what-if", { data: { name: file.name, text, world: board.world, stamp: Date.now() } }));
  }

  function tell(lines) {
    says.replaceChildren(...lines.map((line) => make("li", "", line)));
    says.hidden = !lines.length;
  }

  function mount(made, then) {
    board = made;
    apply = then;
    const [text, written] = field("textarea", made.said.text);
    const [name, named] = field("input", made.said.name);
    area = written;
    area.rows = 3;
    area.spellcheck = false;
    title = named;
    says = make("ul", "faults");
    says.setAttribute("role", "status");
    says.hidden = true;
    const use = linkage.make.button("", "button", made.said.use);
    use.addEventListener("click", () => apply(area.value.split(/[\s,]+/).filter(Boolean).join(",")));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        use.click();
      }
    });
    const save = linkage.make.button("", "button", made.said.save);
    save.addEventListener("click", () => window.dash_clientside.set_props("save-what-if", { data: { title: title.value, world: board.world, text: area.dataset.text, stamp: Date.now() } }));
    const file = document.createElement("input");
    file.type = "file";
    file.accept = ".toml,text/plain";
    file.className = "file";
    file.addEventListener("change", () => picked(file));
    const open = make("label", "button open-file", made.said.open, file);
    byId("keeping").replaceChildren(text, use, name, make("div", "files", save, open), says);
  }

  /** Show the text that holds. */
  function paint(text) {
    area.dataset.text = text;
    if (document.activeElement !== area) area.value = text.split(",").join(", ");
  }

  /** The server has read a file: its what-if is asked for, or its faults are told. */
  function opened(file) {
    if (!file || !board) return;
    tell(file.faults || []);
    if (file.faults) return;
    title.value = file.title;
    if (file.world === board.world) apply(file.text);
    else linkage.address.go({ world: file.world, "what-if": file.text, story: "", record: "", resident: "", beside: "", why: "", join: "", wave: "", step: "", "on-day": "" });
  }

  linkage.keeping = { mount, paint, opened };
})();
