/* Bundles the page's scripts and style sheets into `built/`, and into folders of `linkage` those of the book that
   `linkage export --to book` writes and of a notebook's live map. All are committed: to use Linkage nobody needs node.

       node build.mjs            writes the bundle
       node build.mjs --check    builds it in memory, and fails where the committed one differs */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const BOOK = "../../linkage/book";
const WIDGET = "../../linkage/widget";
const ENTRIES = {
  linkage: "main",
  presenter: "../classroom/presenter",
  board: "../classroom/board",
  phone: "../classroom/phone",
};

const shared = {
  absWorkingDir: HERE,
  bundle: true,
  charset: "utf8",
  legalComments: "eof", // the licences of what is bundled,
  minify: true,
  target: ["es2022", "chrome112", "firefox117", "safari16.5"],
  write: false,
};

const scripts = Object.entries(ENTRIES).map(([name, path]) => ({ in: path + ".js", out: name }));
const sheets = [
  { in: "main.css", out: "linkage" },
  { in: "../classroom/presenter.css", out: "presenter" },
  { in: "../classroom/phone.css", out: "phone" },
];
/** The folders of the bundle, and what each is made from. */
const FOLDERS = {
  built: [...scripts, ...sheets],
  [BOOK + "/built"]: [
    { in: BOOK + "/scripts/book.js", out: "book" },
    { in: BOOK + "/scripts/book.css", out: "book" },
  ],
  [WIDGET + "/built"]: [
    { in: WIDGET + "/scripts/live_map.js", out: "live_map" },
    { in: WIDGET + "/scripts/live_map.css", out: "live_map" },
  ],
};

/** A notebook imports the live map's script as a module; the others are run as they stand. */
const formatOf = (folder) => (folder.startsWith(WIDGET) ? "esm" : "iife");

/** All files of a folder of the bundle, by their names. */
async function bundle(folder) {
  const built = await build({ ...shared, format: formatOf(folder), outdir: folder, entryPoints: FOLDERS[folder] });
  return new Map(built.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
}

/** The names of the files that differ from the committed ones, or that one side lacks. */
function differing(folder, files) {
  const there = readdirSync(folder);
  const same = (name) => there.includes(name) && files.get(name)?.equals(readFileSync(join(folder, name)));
  return [...new Set([...there, ...files.keys()])].filter((name) => !same(name));
}

for (const name of Object.keys(FOLDERS)) {
  const folder = join(HERE, name);
  const files = await bundle(name);
  if (process.argv.includes("--check")) {
    const names = differing(folder, files);
    if (names.length) {
      console.error("The committed bundle is not what the sources make (" + names.join(", ") + "): npm run build");
      process.exit(1);
    }
  } else {
    mkdirSync(folder, { recursive: true });
    for (const [file, content] of files) writeFileSync(join(folder, file), content);
  }
}
