/* A world's tables: their cells as names, finding and sorting, a table on the screen, and one row opened. Text only. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const make = (...what) => linkage.make.make(...what);
  const named = { ref: 1, refs: 1, carries: 1, quotes: 1, when: 1 };

  /** A world's answer made ready: tables, rows and columns by name. */
  function ready(show) {
    show.byTable = new Map(show.tables.map((table) => [table.id, table]));
    for (const table of show.tables) {
      table.byId = new Map(table.rows.map((row) => [row.id, row]));
      table.byHead = new Map(table.columns.map((column, place) => [column.head, { ...column, place }]));
    }
    for (const table of show.tables) for (const row of table.rows) row.text = textOf(show, table, row);
  }

  function cell(table, row, head) {
    const column = table.byHead.get(head);
    return column ? row.cells[column.place] : "";
  }

  /** A row's Chinese name, where its title doesn't say it. */
  function besides(table, row) {
    const zh = cell(table, row, "name_zh");
    return zh && row.title.endsWith(zh) ? "" : zh;
  }

  function rowOf(show, table, id) {
    return show.byTable.has(table) ? show.byTable.get(table).byId.get(id) : undefined;
  }

  /** What a cell says: names of rows elsewhere, each with its place, or plain text. */
  function said(show, column, text) {
    if (column.kind === "chain") return text.split(" ").filter(Boolean).map((hop) => translated(show, hop));
    if (!named[column.kind] || !text) return text ? [{ label: text }] : [];
    return text.split(" ").map((id) => {
      const table = column.to.split("|").find((each) => rowOf(show, each, id));
      return table ? { table, id, label: table === "quotes" ? id : rowOf(show, table, id).title } : { label: id === "*" ? show.said.everything : id };
    });
  }

  function translated(show, hop) {
    const [register, identifier] = hop.split(".");
    const [one, other] = [rowOf(show, "identifiers", identifier), rowOf(show, "databases", register)];
    return { table: "databases", id: register, label: (one ? one.title : identifier) + " (" + (other ? other.title : register) + ")" };
  }

  function textOf(show, table, row) {
    const cells = table.columns.map((column, place) => said(show, column, row.cells[place]).map((each) => each.label).join(" "));
    return [row.id, row.title, ...cells].join(" ").toLowerCase();
  }

  function words(find) {
    return find.toLowerCase().split(/\s+/).filter(Boolean);
  }

  /** The rows that have all the words looked for. */
  function matching(rows, find) {
    const wanted = words(find);
    return wanted.length ? rows.filter((row) => wanted.every((word) => row.text.includes(word))) : rows;
  }

  function sorted(show, table, rows, sort) {
    if (!sort) return rows;
    const column = table.byHead.get(sort.head);
    const value = (row) => (column ? said(show, column, row.cells[column.place]).map((each) => each.label).join(" ") : row.title);
    const number = (text) => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : null);
    const by = (one, other) => {
      const [a, b] = [value(one), value(other)];
      if ((a === "") !== (b === "")) return a === "" ? 1 : -1; // blanks last, whichever way
      const turn = sort.down ? -1 : 1;
      return turn * (number(a) !== null && number(b) !== null ? number(a) - number(b) : a.localeCompare(b, "en", { numeric: true }));
    };
    return [...rows].sort(by);
  }

  // -- a table on the screen

  const NARROW = 3; // columns that a narrow table keeps beside the name

  function head(show, table, sort, title, name, less) {
    const column = table.byHead.get(name);
    const button = linkage.make.button("sort:" + name, "", title);
    button.title = column ? column.meaning : show.said.sort.replace("{column}", title);
    const made = make("th", less ? "less" : "", button);
    made.scope = "col";
    if (sort && sort.head === name) made.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
    return made;
  }

  function filled(show, table, row, name, less) {
    const column = table.byHead.get(name);
    const text = row.cells[column.place];
    const made = make("td", less ? "less" : "", ...inside(show, table, row, column, text));
    if (["share", "days", "number", "integer"].includes(column.kind)) made.classList.add("number");
    if (column.kind === "quotes") made.classList.add("evidence");
    if (column.kind === "text" && text.length > 60) made.classList.add("wide");
    return made;
  }

  function inside(show, table, row, column, text) {
    if (column.kind === "quotes") return evidence(show, row);
    if (!text) return column.blank ? [make("span", "blank", column.blank)] : [];
    if (column.head === "checked") return [show.quotes[row.id].checked];
    if (table.id === "links" && column.head === "key") return [said(show, column, text).concat(said(show, table.byHead.get("via"), cell(table, row, "via"))).map((each) => each.label).join(" → ")];
    if (["status", "number_status"].includes(column.kind)) return [linkage.make.badge(show, text, text, 1)];
    if (column.kind === "what_if") return [make("code", "", text.split(",").join(", "))];
    return [said(show, column, text).map((each) => each.label).join(", ")];
  }

  function evidence(show, row) {
    if (!row.quotes.length) return [make("span", "blank", "–")];
    const count = String(row.quotes.length);
    return row.told ? [count + " · ", make("span", "told", show.said.told)] : [count];
  }

  function line(show, table, row, shownOne, columns) {
    const zh = besides(table, row);
    const open = linkage.make.button("row:" + row.id, "open", row.title, zh && !columns.includes("name_zh") ? make("small", "", zh) : null);
    open.tabIndex = row.id === shownOne ? 0 : -1;
    const first = make("th", "", open, row.held ? null : make("span", "left-out", show.said.left_out));
    first.scope = "row";
    const made = make("tr", row.held ? "" : "out", first, ...columns.map((name, place) => filled(show, table, row, name, place >= NARROW)));
    made.dataset.row = row.id;
    made.dataset.do = "row:" + row.id;
    return made;
  }

  /** A table: its rows that match, sorted; one of them can be reached by Tab, the arrows go on from there. */
  function drawn(show, table, rows, sort, opened) {
    const columns = table.main;
    const tab = rows.some((row) => row.id === opened) ? opened : rows[0] && rows[0].id;
    const titles = [head(show, table, sort, show.said.row_name, "", false), ...columns.map((name, place) => head(show, table, sort, table.byHead.get(name).title, name, place >= NARROW))];
    const made = make("table", "rows", make("thead", "", make("tr", "", ...titles)), make("tbody", "", ...rows.map((row) => line(show, table, row, tab, columns))));
    made.dataset.table = table.id;
    made.setAttribute("aria-label", table.title);
    return made;
  }

  // -- one row, opened

  function see(each) {
    return each.table ? linkage.make.button("see:" + each.table + "/" + each.id, "see", each.label) : make("span", "", each.label);
  }

  /** A quote with the sources behind its source. */
  function quote(show, id) {
    const figure = linkage.make.quote(show, id, false);
    const found = show.quotes[id];
    if (!figure || found.chain.length < 1) return figure;
    const steps = found.chain.flatMap((source, place) => [place ? make("span", "", "›") : null, see({ table: "sources", id: source.id, label: source.label })]);
    figure.append(make("p", "behind", make("span", "", show.said.chain + ":"), ...steps));
    return figure;
  }

  function links(show, tries) {
    if (!tries.length) return null;
    return make("div", "tries", ...tries.map((each) => trial(show, each)));
  }

  /** A link to another page, which asks there what this row is about; the reading stays, where the row brings none. */
  function trial(show, each) {
    const fresh = { wave: "", step: "", "on-day": "", why: "", proof: "", join: "", beside: "", table: "", row: "" };
    const more = { ...fresh, ...each.more };
    const reading = (linkage.address.now()["what-if"] || "").split(",")[0];
    if (more["what-if"] && !more["what-if"].startsWith("reading:") && reading.startsWith("reading:")) {
      more["what-if"] = linkage.address.withReading(more["what-if"], reading.slice("reading:".length));
    }
    const made = make("a", "", each.label);
    made.href = (each.page === "stage" ? "/" : "/" + each.page) + linkage.address.query({ ...linkage.address.now(), ...more });
    made.dataset.page = each.page;
    made.dataset.more = new URLSearchParams(more).toString();
    return made;
  }

  function facts(pairs) {
    const list = make("dl", "facts");
    for (const [name, ...texts] of pairs) list.append(make("dt", "", name), make("dd", "", ...texts));
    return list;
  }

  function asFiled(show, table, row) {
    const pairs = table.columns.map((column, place) => {
      const text = row.cells[place];
      const names = said(show, column, text);
      const value = names.some((each) => each.table) ? make("span", "names", ...names.map(see)) : make("span", text ? "" : "blank", text || column.blank || "–");
      return [column.title, value, make("small", "", column.meaning)];
    });
    const made = make("details", "", make("summary", "", show.said.cells.replace("{file}", table.id + ".csv")), facts(pairs));
    made.open = !row.facts.length && table.id !== "quotes";
    return made;
  }

  /** The rows elsewhere that name this one, table by table. */
  function namedBy(show, table, row) {
    const groups = show.tables.map((other) => {
      const heads = other.columns.map((column, place) => [column, place]).filter(([column]) => column.kind === "chain" || column.to.split("|").includes(table.id));
      const there = other.rows.filter((each) => heads.some(([column, place]) => said(show, column, each.cells[place]).some((one) => one.table === table.id && one.id === row.id)));
      return [other, there];
    });
    const found = groups.filter(([, there]) => there.length);
    if (!found.length) return [];
    const pairs = found.map(([other, there]) => [other.title, make("span", "names", ...there.map((each) => see({ table: other.id, id: each.id, label: other.id === "quotes" ? each.id : each.title })))]);
    return [make("h3", "", show.said.named_by), facts(pairs)];
  }

  function basis(show, table, row) {
    const [status, number] = [cell(table, row, "status"), cell(table, row, "number_status")];
    if (!status) return null;
    const badge = (label, words) => make("span", "", label + " ", linkage.make.badge(show, words, words, 1));
    return make("p", "row-basis", badge(show.said.known, status), number ? badge(show.said.numbers, number) : null, row.told ? make("span", "", show.said.told) : null);
  }

  /** The evidence of a row; a quote is its own, a source has its quotes. */
  function quotes(show, table, row) {
    if (table.id === "quotes") return [quote(show, row.id), row.about && row.about !== row.title ? make("p", "says", row.about) : null];
    if (!table.byHead.has("evidence")) return [];
    const none = cell(table, row, "status") === "assumed" ? show.said.no_quote : show.said.no_quote_but;
    return [make("h3", "", show.said.quotes), ...(row.quotes.length ? row.quotes.map((id) => quote(show, id)) : [make("p", "blank", none)])];
  }

  /** All of one row, for the panel beside the table. */
  function opened(show, table, row) {
    const close = linkage.make.button("close", "button square", "×");
    close.setAttribute("aria-label", show.said.close);
    const title = make("h2", "", table.id === "quotes" ? row.id : row.title);
    title.tabIndex = -1;
    const zh = besides(table, row);
    const about = table.id !== "quotes" && row.about ? make("p", "says", row.about) : null;
    const plain = row.facts.filter(([name]) => ![show.said.known, show.said.numbers].includes(name));
    return [
      make("div", "top", make("p", "kind", table.noun + (zh ? " · " + zh : "")), close),
      title,
      row.held ? null : make("p", "left-out", show.said.left_out),
      basis(show, table, row),
      about,
      plain.length ? facts(plain) : null,
      links(show, row.tries),
      ...quotes(show, table, row),
      linkage.worldAbout.place(show, table, row),
      ...namedBy(show, table, row),
      asFiled(show, table, row),
    ].filter(Boolean);
  }

  linkage.worldTables = { ready, cell, rowOf, matching, words, sorted, drawn, opened, quote, links, see, facts };
})();
