// Looks at pages of the portal as people see them who sign in by a password, and writes
// what it has found as JSON to standard output:
//
//   node people.mjs BASE LANGUAGE WIDTH PASSWORD PAGES [SCREENSHOTS]
//
// PAGES is JSON, [{"name", "path", "as"}]: as is the address that signs in, or "" for
// nobody. What has to hold stands in examples/portal/browser_people_test.go.
import { readFileSync, mkdtempSync, rmSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, language, width, password, pages, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const profile = mkdtempSync(join(tmpdir(), "people-"));
const found = { pages: [], violations: [], outside: [], scripts: 0, complaints: [] };
const contexts = new Map();

async function as(person) {
  if (contexts.has(person)) return contexts.get(person);
  const context = await chromium.launchPersistentContext(join(profile, String(contexts.size)), {
    executablePath: "/usr/bin/chromium", headless: true, ignoreDefaultArgs: ["--headless=old"],
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    viewport: { width: Number(width), height: 900 }, locale: language,
  });
  context.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("data:")) found.outside.push(r.url()); });
  const page = await context.newPage();
  page.on("console", (m) => { if (/Content Security Policy/.test(m.text())) found.complaints.push(m.text()); });
  contexts.set(person, page);
  await page.goto(base + "/");
  if (person) {
    await page.fill("#address", person);
    await page.fill("#password", password);
    await page.click("form[action='/sign-in'] button");
  }
  return page;
}

try {
  for (const { name, path, as: person } of JSON.parse(pages)) {
    const page = await as(person);
    const response = await page.goto(base + path);
    for (const more of await page.$$("details")) await more.evaluate((d) => d.setAttribute("open", ""));
    found.pages.push({ name, status: response.status(), language: await page.getAttribute("html", "lang"), title: await page.title() });
    found.scripts += await page.locator("script").count();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.violations.push({ page: name, id: "reflow", impact: "serious", nodes: [`${wide} pixels`] });
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${language}-${width}-people-${name}.png`), fullPage: true });
    }
    await page.evaluate(axe); // by the debugger, which no policy of the page binds
    const result = await page.evaluate(() => axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const v of result.violations) found.violations.push({ page: name, id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 160)) });
  }
} finally {
  for (const page of contexts.values()) await page.context().close();
  rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(found));
