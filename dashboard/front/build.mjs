/* Bundles the page's scripts and style sheets into `built/`, which is committed: to use Linkage nobody needs node.

       node build.mjs            writes the bundle
       node build.mjs --check    builds it in memory, and fails where the committed one differs */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const BUILT = join(HERE, "built");
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
  format: "iife",
  legalComments: "eof", // the licences of what is bundled,
  minify: true,
  outdir: "built",
  target: ["es2022", "chrome112", "firefox117", "safari16.5"],
  write: false,
};

/** All files of the bundle, by their names. */
async function bundle() {
  const scripts = Object.entries(ENTRIES).map(([name, path]) => ({ in: path + ".js", out: name }));
  const sheets = [
    { in: "main.css", out: "linkage" },
    { in: "../classroom/presenter.css", out: "presenter" },
    { in: "../classroom/phone.css", out: "phone" },
  ];
  const built = await build({ ...shared, entryPoints: [...scripts, ...sheets] });
  return new Map(built.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
}

/** The names of the files that differ from the committed ones, or that one side lacks. */
function differing(files) {
  const there = readdirSync(BUILT);
  const same = (name) => there.includes(name) && files.get(name)?.equals(readFileSync(join(BUILT, name)));
  return [...new Set([...there, ...files.keys()])].filter((name) => !same(name));
}

const files = await bundle();
if (process.argv.includes("--check")) {
  const names = differing(files);
  if (names.length) {
    console.error("The committed bundle is not what the sources make (" + names.join(", ") + "): npm run build");
    process.exit(1);
  }
} else {
  mkdirSync(BUILT, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(BUILT, name), content);
}
