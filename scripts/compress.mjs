// Lays a compressed twin beside each file of a folder, for a server of files to send what the browser takes.
//
// cargo-leptos can do it too, before its files are joined; built without optimisation, as it is here, it takes ten times as long.
//
//   node scripts/compress.mjs FOLDER
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TWINS = [
  [".br", (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } })],
  [".gz", (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION })],
];
const TWIN = /\.(br|gz)$/;

const folder = process.argv[2];
if (!folder) throw new Error("usage: node scripts/compress.mjs FOLDER");
const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
await Promise.all(names.filter((name) => !TWIN.test(name)).map(async (name) => {
  const bytes = await readFile(name);
  await Promise.all(TWINS.map(async ([ending, compressed]) => writeFile(name + ending, await compressed(bytes))));
}));
