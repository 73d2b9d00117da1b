// Chép tệp tĩnh của người khác vào kho: copies named files of npm packages, with their licences, into the repository,
// so that running the platform needs neither node nor the network. No bundler: what is served is what was published.
//
//   npm ci --ignore-scripts && npm run assets          copy
//   npm ci --ignore-scripts && npm run assets:check    compare; exit 1 when something differs
//
// sources.json says where each file came from and its SHA-256; a test compares it without node.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PACKAGES = join(ROOT, "node_modules");
const VENDOR = "thongsuot/ui/static/ui/vendor";
const FONT = "@fontsource/be-vietnam-pro";
const SUBSETS = ["latin", "vietnamese"];
const WEIGHTS = [400, 500, 600, 700];

const read = (path) => readFileSync(join(PACKAGES, path));
const version = (name) => JSON.parse(read(`${name}/package.json`)).version;

/** Files copied as published: [package, path in the package, path here]. */
function copies() {
  const fonts = SUBSETS.flatMap((subset) =>
    WEIGHTS.map((weight) => {
      const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      return [FONT, `files/${file}`, `${VENDOR}/be-vietnam-pro/${file}`];
    }),
  );
  return [
    ["@tabler/core", "dist/css/tabler.min.css", `${VENDOR}/tabler/tabler.min.css`],
    ["htmx.org", "dist/htmx.min.js", `${VENDOR}/htmx/htmx.min.js`],
    ["htmx.org", "LICENSE", `${VENDOR}/htmx/LICENSE`],
    ["@tabler/icons", "LICENSE", `${VENDOR}/icons/LICENSE`],
    [FONT, "LICENSE", `${VENDOR}/be-vietnam-pro/LICENSE`],
    ...fonts,
    ["axe-core", "axe.min.js", "tests/vendor/axe/axe.min.js"],
    ["axe-core", "LICENSE", "tests/vendor/axe/LICENSE"],
  ];
}

/** One @font-face for each weight and subset; the ranges keep a page from loading what it does not show. */
function fontStyles() {
  const ranges = JSON.parse(read(`${FONT}/unicode.json`));
  const faces = WEIGHTS.flatMap((weight) =>
    SUBSETS.map(
      (subset) => `@font-face {
  font-family: "Be Vietnam Pro";
  font-style: normal;
  font-weight: ${weight};
  font-display: swap;
  src: url("be-vietnam-pro-${subset}-${weight}-normal.woff2") format("woff2");
  unicode-range: ${ranges[subset]};
}
`,
    ),
  );
  return faces.join("");
}

/** The icons named in scripts/icons.txt as one file of symbols. */
function sprite() {
  const names = readFileSync(join(ROOT, "scripts/icons.txt"), "utf8").split("\n").filter((line) => line && line[0] !== "#");
  const symbols = [...new Set(names)].sort().map((name) => {
    const svg = read(`@tabler/icons/icons/outline/${name}.svg`).toString();
    const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
    const drawn = shapes.split("\n").map((line) => line.trim()).filter((line) => line && !line.includes('stroke="none"'));
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawn.join("")}</symbol>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("")}</svg>\n`;
}

function wanted() {
  const files = copies().map(([name, from, to]) => ({ name, from, to, bytes: read(`${name}/${from}`) }));
  files.push({ name: FONT, from: "unicode.json", to: `${VENDOR}/be-vietnam-pro/fonts.css`, bytes: Buffer.from(fontStyles()) });
  files.push({ name: "@tabler/icons", from: "icons/outline", to: `${VENDOR}/icons/icons.svg`, bytes: Buffer.from(sprite()) });
  const sources = files.map(({ name, from, to, bytes }) => ({
    file: to,
    package: name,
    version: version(name),
    from,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  }));
  files.push({ to: `${VENDOR}/sources.json`, bytes: Buffer.from(JSON.stringify(sources, null, 1) + "\n") });
  return files;
}

function differing(files) {
  return files.filter(({ to, bytes }) => !existsSync(join(ROOT, to)) || !readFileSync(join(ROOT, to)).equals(bytes));
}

const changed = differing(wanted());
if (process.argv.includes("--check")) {
  changed.forEach(({ to }) => console.error(`khác với gói npm: ${to}`));
  process.exit(changed.length ? 1 : 0);
}
for (const { to, bytes } of changed) {
  mkdirSync(dirname(join(ROOT, to)), { recursive: true });
  writeFileSync(join(ROOT, to), bytes);
  console.log(to);
}
