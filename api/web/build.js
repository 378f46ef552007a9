// Bundles every file that entries.json names from src/ into one classic script for the pages.
// A bundle's exports are in a variable named after it: logic.js is `roundsLogic`.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const BUILT = join(HERE, "../console/static/built");

// Whoever receives a bundle receives the licences of what is in it.
const licencesIn = async inputs => {
  const packages = new Set(inputs.map(path => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]));
  packages.delete(undefined);
  const texts = [...packages].sort().map(async name => {
    const text = await readFile(join(HERE, "node_modules", name, "LICENSE"), "utf8");
    return `/*! ${name}\n${text.replaceAll("*/", "* /").trim()}\n*/\n`;
  });
  return (await Promise.all(texts)).join("");
};

const bundle = async entry => {
  const name = entry.replace(/\.js$/, "");
  const { outputFiles, metafile } = await build({
    absWorkingDir: HERE,
    entryPoints: [join("src", entry)],
    outfile: entry,
    write: false,
    metafile: true,
    bundle: true,
    format: "iife",
    globalName: `rounds${name[0].toUpperCase()}${name.slice(1)}`,
    target: "es2021",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  });
  const licences = await licencesIn(Object.keys(metafile.inputs));
  await writeFile(join(BUILT, entry), licences + outputFiles[0].text);
};

const entries = JSON.parse(await readFile(join(HERE, "entries.json"), "utf8"));
await mkdir(BUILT, { recursive: true });
const old = (await readdir(BUILT)).filter(name => name.endsWith(".js") && !entries.includes(name));
await Promise.all(old.map(name => rm(join(BUILT, name))));
await Promise.all(entries.map(bundle));
