// Joins the small files that the browser's program was split into, so that a page fetches a few instead of a hundred.
//
// The splitter puts what several pieces share into a file for each set of pieces that share it: with twelve pieces two
// hundred files, most of a few hundred bytes. Here files are joined where that costs less than it saves: a piece that fetches
// a joined file fetches what it does not need with it, and one request less. The loader and the manifest are written anew.
//
//   node scripts/pieces.mjs FOLDER     the folder that `cargo leptos build --release --split` has written
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

// A request takes a slow telephone about as long as so many bytes do.
const REQUEST_BYTES = 2_000;
const SHARED = /^chunk_\d+$/;
const JOINED = /^shared_\d+\./;
const LOADER = "__wasm_split.______________________.js";
const MANIFEST = "__wasm_split_manifest.json";
// What all files import from; a joined one from the second, because the first is what its parts are joined by.
const FROM = "__wasm_split";
const FROM_JOINED = "program";
// What Rust's compiler uses of WebAssembly.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

const folder = process.argv[2];
if (!folder) throw new Error("usage: node scripts/pieces.mjs FOLDER");
const at = (name) => join(folder, name);
const pieces = JSON.parse(readFileSync(at(MANIFEST), "utf8"));
const shared = new Set(Object.values(pieces).flat().filter((name) => SHARED.test(name)));
if (shared.size === 0) {
  console.log("pieces: nothing to join");
} else {
  for (const stale of readdirSync(folder).filter((name) => JOINED.test(name))) rmSync(at(stale));
  const groups = grouped([...shared].map(described));
  const scratch = mkdtempSync(join(tmpdir(), "pieces-"));
  const front = frontOf(scratch);
  groups.forEach((group, index) => writeFileSync(at(`shared_${index}.wasm`), joined(group.parts, front, scratch)));
  rmSync(scratch, { recursive: true });
  const files = Object.fromEntries(Object.keys(pieces).map((piece) => [piece, filesOf(piece, groups)]));
  writeFileSync(at(LOADER), loader(files));
  writeFileSync(at(MANIFEST), `${JSON.stringify(files, null, 2)}\n`);
  for (const old of readdirSync(folder).filter((name) => SHARED.test(name.split(".")[0]))) rmSync(at(old));
  console.log(`pieces: ${shared.size} shared files became ${groups.length}`);
}

// A shared file, the pieces that need it, and what it weighs on its way.
function described(part) {
  const users = Object.keys(pieces).filter((piece) => pieces[piece].includes(part));
  return { parts: [part], users: new Set(users), bytes: brotliCompressSync(readFileSync(at(`${part}.wasm`))).length };
}

// Joins the two files that gain most, until none gain. Each file stays in one group: loading it twice would put back what its
// data was at first.
function grouped(groups) {
  for (;;) {
    let best = { cost: 0 };
    groups.forEach((one, index) => {
      for (const other of groups.slice(index + 1)) {
        const both = [...one.users].filter((user) => other.users.has(user)).length;
        const unneeded = (other.users.size - both) * one.bytes + (one.users.size - both) * other.bytes;
        const cost = unneeded - both * REQUEST_BYTES;
        if (cost < best.cost) best = { cost, one, other };
      }
    });
    const { one, other } = best;
    if (!one) return groups;
    groups = groups.filter((group) => group !== one && group !== other);
    groups.push({
      parts: [...one.parts, ...other.parts],
      users: new Set([...one.users, ...other.users]),
      bytes: one.bytes + other.bytes,
    });
  }
}

function filesOf(piece, groups) {
  const needed = groups.flatMap((group, index) => (group.users.has(piece) ? [`shared_${index}`] : []));
  return [...needed, ...pieces[piece].filter((name) => !SHARED.test(name))];
}

// One module of several, joined by the one in front.
function joined(parts, front, scratch) {
  const target = join(scratch, "joined.wasm");
  const named = parts.flatMap((part) => [at(`${part}.wasm`), part]);
  binaryen("wasm-merge", [front, FROM, ...named, "-o", target]);
  return readFileSync(target);
}

// A module that takes what all files import and hands it on, so that joined ones share it: the program's memory, its table of
// functions and its stack pointer, as a piece of its own names them.
function frontOf(scratch) {
  const front = join(scratch, "front.wasm");
  const [smallest] = Object.keys(pieces).map((piece) => at(`split_${piece}.wasm`)).sort((one, other) => statSync(one).size - statSync(other).size);
  const text = binaryen("wasm-dis", [smallest]);
  const imports = [...text.matchAll(/^ \(import "([^"]+)" "([^"]+)" \((\w+) \S+ (.+)\)\)$/gm)];
  const found = imports.map(([, from, , kind]) => `${from} ${kind}`).sort().join();
  if (found !== `${FROM} global,${FROM} memory,${FROM} table`) throw new Error(`${smallest} imports ${found}: was cargo-leptos updated?`);
  const taken = imports.map(([, , name, kind, of]) => `(import "${FROM_JOINED}" "${name}" (${kind} ${of}))`);
  const handed = imports.map(([, , name, kind]) => `(export "${name}" (${kind} 0))`);
  binaryen("wasm-as", ["-", "-o", front], `(module ${taken.join(" ")} ${handed.join(" ")})`);
  return front;
}

function binaryen(tool, args, input = "") {
  const features = FEATURES.map((name) => `--enable-${name}`);
  return execFileSync(tool, [...features, ...args], { input, encoding: "utf8", maxBuffer: 1 << 28 });
}

function loader(files) {
  const old = readFileSync(at(LOADER), "utf8");
  const own = /const \{([\w\s,]*)\} = initSync\(/.exec(old)?.[1].split(",").map((name) => name.trim()).filter(Boolean);
  const program = /from "(\.\/[\w-]+\.js)"/.exec(old)?.[1];
  const entries = [...old.matchAll(/^export const __wasm_split_load_(\w+) = /gm)].map(([, piece]) => piece);
  const isKnown = own?.length && program && entries.sort().join() === Object.keys(files).sort().join();
  if (!isKnown) throw new Error(`${LOADER} is not of the shape that this script knows: was cargo-leptos updated?`);
  const calls = entries.map((piece) => `export const __wasm_split_load_${piece} = load(${JSON.stringify(files[piece])});`);
  return `import { initSync } from "${program}";
const files = new Map();
function imports() {
  const { ${own.join(", ")} } = initSync();
  const program = { ${own.join(", ")} };
  return { ${FROM}: program, ${FROM_JOINED}: program };
}
function fetched(name) {
  if (!files.has(name)) {
    const file = WebAssembly.instantiateStreaming(fetch(new URL(\`./\${name}.wasm\`, import.meta.url)), imports());
    files.set(name, file);
    // What did not come is asked for again the next time.
    file.catch(() => files.delete(name));
  }
  return files.get(name);
}
function load(names) {
  return async (callback, data) => {
    let came = true;
    try {
      await Promise.all(names.map(fetched));
      // Between the last step of compilation and the piece's first, the page may answer.
      await new Promise((next) => setTimeout(next));
    } catch (fault) {
      console.error(fault);
      came = false;
    }
    imports().${FROM}.__indirect_function_table.get(callback)(data, came);
  };
}
${calls.join("\n")}
`;
}
