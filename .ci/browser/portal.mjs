// Walks through the life of a badge in the portal as its people do, and writes what it has
// found as JSON to standard output:
//
//   node portal.mjs BASE PICTURE LANGUAGE WIDTH FOLDER [SCREENSHOTS]
//
// PICTURE is a PNG for evidence, and FOLDER is where the badge is put that the student
// downloads. What has to hold stands in examples/portal/browser_test.go.
import { readFileSync, mkdtempSync, rmSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, picture, language, width, folder, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const profile = mkdtempSync(join(tmpdir(), "portal-"));
const browserArguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const found = { pages: [], violations: [], outside: [], scripts: 0 };
const contexts = [];

async function as(person) {
  const context = await chromium.launchPersistentContext(join(profile, person || "nobody"), {
    executablePath: "/usr/bin/chromium", headless: true, args: browserArguments, ignoreDefaultArgs: ["--headless=old"],
    viewport: { width: Number(width), height: 900 }, locale: language, acceptDownloads: true, bypassCSP: true, // the public page lets no script run, axe included
  });
  contexts.push(context);
  context.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) found.outside.push(request.url());
  });
  const page = await context.newPage();
  await page.goto(base + "/");
  if (person) await page.click(`form:has(input[value=${person}]) button`);
  return page;
}

async function look(page, name) {
  found.pages.push({ name, language: await page.getAttribute("html", "lang"), title: await page.title() });
  found.scripts += await page.locator("script").count();
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${language}-${width}-${String(found.pages.length).padStart(2, "0")}-${name}.png`), fullPage: true });
  }
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const v of result.violations) found.violations.push({ page: name, id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 160)) });
  // Nothing may be cut off on a narrow screen (WCAG 1.4.10).
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.violations.push({ page: name, id: "reflow", impact: "serious", nodes: [`${wide} pixels`] });
}

const press = (page, action) => page.click(`form[action$="${action}"] button`);

async function tick(page, form) {
  for (const box of await page.$$(`form[action$="${form}"] input[type=checkbox]`)) await box.check();
}

try {
  const adviser = await as("");
  await look(adviser, "sign-in");
  const [counselor, student, member, guardian] = [await as("c1"), await as("s9"), await as("t4"), await as("g2")];
  await counselor.selectOption("#student", "s9");
  await counselor.fill("#completed", "2026-05-20");
  await look(counselor, "begin");
  await press(counselor, "/cases");
  const at = base + new URL(counselor.url()).pathname;

  await student.goto(at);
  await look(student, "start");
  await student.check("input[value=civics]");
  await press(student, "/start");
  await student.fill("#opportunity", "The youth council of our town");
  await student.selectOption("#setting", "beyond-school");
  await student.fill("#supporter", "adviser of the youth council");
  await student.fill("#evidence", "A speech");
  await tick(student, "/plan");
  await look(student, "plan");
  await press(student, "/plan");
  await adviser.goto(base + await student.getAttribute("a[href^='/s/']", "href"));
  await look(adviser, "supporter");
  await press(adviser, "/confirm");
  await counselor.goto(at);
  await press(counselor, "/approve");
  await adviser.fill("#note", "The speech moved the council.");
  await press(adviser, "/saw");

  await student.goto(at);
  await student.fill("#title", "The speech");
  await student.fill("#narrative", "What I said, and what came of it.");
  await student.setInputFiles("#file", picture);
  await tick(student, "/gather");
  await look(student, "gather");
  await press(student, "/gather");
  await press(student, "/submit");
  await counselor.goto(at);
  await press(counselor, "/review");
  for (const page of [counselor, member]) {
    await page.goto(at);
    for (const level of await page.$$("select[name^=level-]")) await level.selectOption({ index: 3 });
    await page.selectOption("#verdict", "award");
    await look(page, "review");
    await press(page, "/vote");
  }
  await counselor.goto(at);
  await counselor.fill("#reason-award", "all four were shown");
  await look(counselor, "decide");
  await press(counselor, "/award");

  await student.goto(at + "/badge");
  await look(student, "private");
  found.publishable = await student.locator("form[action$='/publish']").count();
  await guardian.goto(at + "/badge");
  await tick(guardian, "/consent");
  await look(guardian, "consent");
  await press(guardian, "/consent");
  await student.reload();
  await press(student, "/publish");
  await look(student, "public");
  const [download] = await Promise.all([student.waitForEvent("download"), student.click("a[href$='badge.png']")]);
  await download.saveAs(join(folder, "badge.png"));
  const there = base + await student.getAttribute("a[href^='/b/']", "href");
  await adviser.goto(there);
  await look(adviser, "page");
  await counselor.goto(at + "/log");
  await look(counselor, "log");
  await guardian.goto(at + "/log");
  await look(guardian, "refused");

  // Whoever has started this verifies the badge now, and answers with a line.
  process.stderr.write("downloaded\n");
  await new Promise((answered) => process.stdin.on("end", answered).resume());
  await counselor.goto(at + "/desk");
  await counselor.click("details:has(form[action$='/revoke']) summary");
  await counselor.fill("#why-revoke", "awarded by mistake");
  await look(counselor, "revoke");
  await press(counselor, "/revoke");
  await adviser.goto(there);
  await look(adviser, "revoked");
} finally {
  for (const context of contexts) await context.close();
  rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(found));
