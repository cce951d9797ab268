// Builds public/vendor: the scripts and fonts that pages load from this server, so that no page asks another host for anything.
// Everything here is made from the npm packages of the lock file; the folder can be deleted at any time.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const vendor = join(root, "public/vendor");
const installed = (path) => join(root, "node_modules", path);

// ECharts cut down to what the charts use: a chart type missing here draws nothing and says so on the console.
// Left out on purpose: geo (it parses maps with `new Function`, which the content security policy forbids), SVG, toolbox,
// title (cards have their own).
const ECHARTS = `
  import { use } from "echarts/core";
  import { BarChart, GaugeChart, HeatmapChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
  import {
    AriaComponent, DatasetComponent, DataZoomInsideComponent, GridComponent, LegendComponent, MarkAreaComponent,
    MarkLineComponent, MarkPointComponent, TooltipComponent, VisualMapComponent,
  } from "echarts/components";
  import { LabelLayout } from "echarts/features";
  import { CanvasRenderer } from "echarts/renderers";
  use([
    BarChart, GaugeChart, HeatmapChart, LineChart, PieChart, ScatterChart,
    AriaComponent, DatasetComponent, DataZoomInsideComponent, GridComponent, LegendComponent, MarkAreaComponent,
    MarkLineComponent, MarkPointComponent, TooltipComponent, VisualMapComponent,
    LabelLayout, CanvasRenderer,
  ]);
  export { connect, dispose, getInstanceByDom, init, registerTheme, version } from "echarts/core";
`;

// The Inter subsets that European names and figures need; other scripts fall back to the system's font.
const FONT_SUBSETS = ["latin", "latin-ext"];

rmSync(vendor, { recursive: true, force: true });
await vendorECharts();
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
