// Looks at pages of the portal, each as one of its people, and writes what it has found as
// JSON to standard output:
//
//   node looks.mjs BASE LANGUAGE WIDTH [SCREENSHOTS] <PAGES
//
// PAGES is a list of {name, person, path, print}. What has to hold stands in
// examples/portal/looks_test.go.
import { readFileSync, mkdtempSync, rmSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, language, width, shots] = process.argv.slice(2);
const pages = JSON.parse(readFileSync(0, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const profile = mkdtempSync(join(tmpdir(), "portal-"));
const found = { pages: [], violations: [], outside: [], scripts: 0 };
const people = new Map();

async function as(person) {
  if (people.has(person)) return people.get(person);
  const context = await chromium.launchPersistentContext(join(profile, person || "nobody"), {
    executablePath: "/usr/bin/chromium", headless: true,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ignoreDefaultArgs: ["--headless=old"], viewport: { width: Number(width), height: 900 }, locale: language, bypassCSP: true,
  });
  context.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) found.outside.push(request.url());
  });
  const page = await context.newPage();
  if (person) {
    await page.goto(base + "/");
    await page.click(`form:has(input[value=${person}]) button`);
  }
  people.set(person, page);
  return page;
}

try {
  for (const { name, person, path, print } of pages) {
    const page = await as(person);
    const answer = await page.goto(base + path);
    found.pages.push({ name, status: answer.status(), language: await page.getAttribute("html", "lang"), title: await page.title() });
    found.scripts += await page.locator("script").count();
    for (const details of await page.$$("details:not([open])")) await details.evaluate((d) => { d.open = true; });
    await page.emulateMedia({ media: print ? "print" : "screen" });
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${language}-${width}-${name}.png`), fullPage: true });
    }
    if (print) {
      for (const e of await page.$$("form, a.button, header")) if (await e.isVisible()) found.violations.push({ page: name, id: "printed", nodes: [await e.evaluate((n) => n.outerHTML.slice(0, 160))] });
      continue;
    }
    await page.evaluate(axe);
    const result = await page.evaluate(() => axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const v of result.violations) found.violations.push({ page: name, id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 160)) });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.violations.push({ page: name, id: "reflow", impact: "serious", nodes: [`${wide} pixels`] });
  }
} finally {
  for (const page of people.values()) await page.context().close();
  rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(found));
