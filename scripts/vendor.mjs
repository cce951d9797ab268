// Builds public/vendor: the scripts and fonts that pages load from this server, so that no page asks another host for anything.
// Everything here is made from the npm packages of the lock file; the folder can be deleted at any time.
import { build, transform } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { feature, mesh } from "topojson-client";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const vendor = join(root, "public/vendor");
const installed = (path) => join(root, "node_modules", path);

// ECharts cut down to what the charts use: a chart type missing here draws nothing and says so on the console.
// Left out on purpose: geo (it parses maps with `new Function`, which the content security policy forbids), SVG, toolbox,
// title (cards have their own).
const ECHARTS = `
  import { use } from "echarts/core";
  import { BarChart, LineChart, ScatterChart } from "echarts/charts";
  import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
  import { CanvasRenderer } from "echarts/renderers";
  use([BarChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);
  export { connect, dispose, getInstanceByDom, init, registerTheme, version } from "echarts/core";
`;

// Land and borders between countries, without the countries' names: 1:50 million, in thirtieths of a degree (4 km). Closer than
// that, a map needs tiles.
const LAND = "world-atlas/countries-50m.json";
const PER_DEGREE = 30;
// Nothing is emitted there, and it would be a seventh of all shores.
const SOUTHERNMOST = -60;

// The Inter subsets that European names and figures need; other scripts fall back to the system's font.
const FONT_SUBSETS = ["latin", "latin-ext"];

rmSync(vendor, { recursive: true, force: true });
await vendorECharts();
await vendorLeaflet();
vendorLand();
vendorInter();

async function vendorECharts() {
  const { version } = JSON.parse(readFileSync(installed("echarts/package.json"), "utf8"));
  const bundle = await build({
    stdin: { contents: ECHARTS, resolveDir: root },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "echarts",
    target: "es2020",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: `/*! Apache ECharts ${version} (Apache-2.0) with zrender (BSD-3-Clause); see licenses/ */` },
    legalComments: "none",
    write: false,
  });
  const script = Buffer.from(bundle.outputFiles[0].contents);
  if (script.includes("new Function")) throw new Error("the ECharts bundle needs 'unsafe-eval'");
  writeWithTwins("echarts.min.js", script);
  copy("echarts/LICENSE", "licenses/echarts-LICENSE.txt");
  copy("echarts/NOTICE", "licenses/echarts-NOTICE.txt");
  copy("zrender/LICENSE", "licenses/zrender-LICENSE.txt");
}

// The style sheet is Leaflet's and ours for the map in one; its pictures belong to controls that we do not use.
async function vendorLeaflet() {
  const script = readFileSync(installed("leaflet/dist/leaflet.js"), "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  writeWithTwins("leaflet.js", Buffer.from(script));
  const sheet = readFileSync(installed("leaflet/dist/leaflet.css"), "utf8").replace(/[^{}]*\{[^{}]*url\([^{}]*\}/g, "");
  const own = readFileSync(join(root, "style/map.css"), "utf8");
  const { code } = await transform(sheet + own, { loader: "css", minify: true, target: "es2020" });
  writeWithTwins("map.css", Buffer.from(code));
  copy("leaflet/LICENSE", "licenses/leaflet-LICENSE.txt");
}

function vendorLand() {
  const atlas = JSON.parse(readFileSync(installed(LAND), "utf8"));
  const shores = feature(atlas, atlas.objects.land).features.flatMap(({ geometry }) => geometry.coordinates.flat());
  const { coordinates: borders } = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  const north = shores.filter((line) => line.some(([, latitude]) => latitude > SOUTHERNMOST)).flatMap(cut);
  const land = {
    per_degree: PER_DEGREE,
    land: north.map(steps).filter((line) => line.length >= 8),
    borders: borders.map(steps).filter((line) => line.length >= 4),
  };
  writeWithTwins("land.json", Buffer.from(JSON.stringify(land)));
  copy("world-atlas/LICENSE", "licenses/world-atlas-LICENSE.txt");
}

// The atlas is of a globe: a shore that crosses the line of dates goes on at the other side. A flat map needs it in two.
function cut(shore) {
  let turns = 0;
  const unrolled = shore.map(([longitude, latitude], index) => {
    const before = shore[index - 1]?.[0] ?? longitude;
    if (Math.abs(longitude - before) > 180) turns += longitude < before ? 360 : -360;
    return [longitude + turns, latitude];
  });
  return [-360, 0, 360]
    .map((turn) => within(unrolled.map(([longitude, latitude]) => [longitude + turn, latitude])))
    .filter((line) => line.length >= 3);
}

// The part of a closed line between the two lines of dates (Sutherland and Hodgman).
function within(shore) {
  return [-180, 180].reduce((line, edge) => {
    const isInside = ([longitude]) => (edge < 0 ? longitude >= edge : longitude <= edge);
    return line.flatMap((point, index) => {
      const before = line.at(index - 1);
      const at = (edge - before[0]) / (point[0] - before[0]);
      const crossing = [edge, before[1] + at * (point[1] - before[1])];
      if (isInside(point)) return isInside(before) ? [point] : [crossing, point];
      return isInside(before) ? [crossing] : [];
    });
  }, shore);
}

// Each point as its step from the one before, in whole parts of a degree.
function steps(line) {
  let [x, y] = [0, 0];
  return line.flatMap(([longitude, latitude], index) => {
    const step = [Math.round(longitude * PER_DEGREE) - x, Math.round(latitude * PER_DEGREE) - y];
    if (index > 0 && step[0] === 0 && step[1] === 0) return [];
    [x, y] = [x + step[0], y + step[1]];
    return step;
  });
}

function vendorInter() {
  const faces = readFileSync(installed("@fontsource-variable/inter/wght.css"), "utf8").split(/(?=\/\* inter-)/);
  let css = "";
  for (const subset of FONT_SUBSETS) {
    const file = `inter-${subset}-wght-normal.woff2`;
    const face = faces.find((text) => text.includes(file));
    if (!face) throw new Error(`Inter has no subset ${subset}`);
    css += `${face.replace(`./files/${file}`, `/vendor/fonts/${file}`).trim()}\n`;
    // No compressed twins: woff2 is brotli inside already.
    copy(`@fontsource-variable/inter/files/${file}`, `fonts/${file}`);
  }
  writeWithTwins("fonts/inter.css", Buffer.from(css));
  copy("@fontsource-variable/inter/LICENSE", "licenses/inter-LICENSE.txt");
}

// A static file server picks the `.br` or `.gz` beside a file when the browser takes it.
function writeWithTwins(path, bytes) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  put(path, bytes);
  put(`${path}.br`, brotli);
  put(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  console.log(`vendor: ${path} ${kilobytes(bytes)}, ${kilobytes(brotli)} brotli`);
}

function copy(from, to) {
  mkdirSync(dirname(join(vendor, to)), { recursive: true });
  copyFileSync(installed(from), join(vendor, to));
}

function put(path, bytes) {
  mkdirSync(dirname(join(vendor, path)), { recursive: true });
  writeFileSync(join(vendor, path), bytes);
}

function kilobytes(bytes) {
  return `${(bytes.length / 1000).toFixed(1)} kB`;
}
