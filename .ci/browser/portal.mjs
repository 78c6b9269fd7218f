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
const found = { pages: [], violations: [], outside: [], scripts: 0, unseen: [] };
const contexts = [];
const fresh = new Map(); // by page, the address that nobody has looked at yet

// Whoever comes opens a browser of their own, and signs in unless they have no account.
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
  page.on("framenavigated", (frame) => {
    if (frame !== page.mainFrame()) return;
    if (fresh.has(page)) found.unseen.push(fresh.get(page));
    fresh.set(page, frame.url());
  });
  if (!person) return page;
  await visit(page, base + "/", "sign-in");
  await press(page, `form:has(input[value=${person}]) button`, `home of ${person}`);
  return page;
}

async function look(page, name) {
  fresh.delete(page);
  found.pages.push({ name, language: await page.getAttribute("html", "lang"), title: await page.title() });
  found.scripts += await page.locator("script").count();
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${language}-${width}-${String(found.pages.length).padStart(2, "0")}-${name.replaceAll(" ", "-")}.png`), fullPage: true });
  }
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const v of result.violations) found.violations.push({ page: name, id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 160)) });
  // Nothing may be cut off on a narrow screen (WCAG 1.4.10).
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.violations.push({ page: name, id: "reflow", impact: "serious", nodes: [`${wide} pixels`] });
}

async function visit(page, url, name) {
  await page.goto(url);
  await look(page, name);
}

async function press(page, button, name) {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
  await look(page, name);
}

const send = (page, action, name) => press(page, `form[action$="${action}"] button`, name);

async function tick(page, form) {
  for (const box of await page.$$(`form[action$="${form}"] input[type=checkbox]`)) await box.check();
}

try {
  const [counselor, student, member, deputy, guardian, supporter] = [await as("c1"), await as("s9"), await as("t4"), await as("d3"), await as("g2"), await as("")];
  await counselor.selectOption("#student", "s9");
  await counselor.fill("#completed", "2026-05-20");
  await send(counselor, "/cases", "begun");
  const at = base + new URL(counselor.url()).pathname;

  await visit(student, at, "start");
  await student.check("input[value=civics]");
  await send(student, "/start", "plan");
  await student.fill("#opportunity", "The youth council of our town");
  await student.selectOption("#setting", "beyond-school");
  await student.fill("#supporter", "adviser of the youth council");
  await student.fill("#evidence", "A speech");
  await tick(student, "/plan");
  await send(student, "/plan", "planned");
  await visit(supporter, base + await student.getAttribute("a[href^='/s/']", "href"), "supporter");
  await send(supporter, "/confirm", "confirmed");
  await visit(counselor, base + "/queue", "queue");
  await visit(counselor, at, "approve");
  await send(counselor, "/approve", "approved");

  await visit(deputy, at, "check-in");
  await deputy.fill("#note", "We have talked about the speech.");
  await deputy.fill("#next", "Rehearse it once more");
  await send(deputy, "/check-in", "checked in");
  await supporter.reload();
  await look(supporter, "saw");
  found.unsaid = await supporter.locator("main p.good").count();
  await supporter.fill("#note", "The speech moved the council.");
  await supporter.check("input[name=quote]");
  await send(supporter, "/saw", "said");
  found.said = await supporter.locator("main p.good").count();

  await visit(student, at, "gather");
  found.checkedIn = await student.locator("text=Rehearse it once more").count();
  await press(student, "form[action*='/sayings/'] button[value=yes]", "quoted");
  await student.fill("#title", "The speech");
  await student.fill("#narrative", "What I said, and what came of it.");
  await student.setInputFiles("#file", picture);
  await tick(student, "/gather");
  await send(student, "/gather", "gathered");
  await send(student, "/submit", "submitted");
  await visit(counselor, at, "handed in");
  await send(counselor, "/review", "under review");
  for (const [page, who] of [[counselor, "counselor"], [member, "member"], [deputy, "deputy"]]) {
    await visit(page, at, `review of ${who}`);
    found.defined = await page.$$eval("select[name^=level-]", (levels) => levels.filter((l) => document.getElementById(l.getAttribute("aria-describedby"))?.innerText.length > 20).length);
    for (const level of await page.$$("select[name^=level-]")) await level.selectOption({ index: 3 });
    await page.selectOption("#verdict", "award");
    await send(page, "/vote", `voted by ${who}`);
  }
  await visit(counselor, at, "decide");
  await counselor.fill("#reason-award", "all four were shown");
  await send(counselor, "/award", "awarded");

  await visit(student, at + "/badge", "private");
  await tick(student, "/consent");
  await send(student, "/consent", "agreed alone");
  found.publishable = await student.locator("form[action$='/publish']").count();
  await visit(guardian, base + "/queue", "queue of the guardian");
  found.asked = await guardian.locator("form[action$='/not-now']").count();
  await visit(guardian, at + "/badge", "consent");
  await tick(guardian, "/consent");
  await send(guardian, "/consent", "consented");
  await student.reload();
  await look(student, "consented to");
  await send(student, "/publish", "public");
  const there = base + await student.getAttribute("a[href^='/b/']", "href");
  await visit(supporter, there, "page");
  await visit(counselor, at + "/log", "log");
  await visit(guardian, at + "/log", "refused");
  const [download] = await Promise.all([student.waitForEvent("download"), student.click("a[href$='badge.png']")]);
  await download.saveAs(join(folder, "badge.png"));

  // Whoever has started this verifies the badge now, and answers by closing this input.
  process.stderr.write("downloaded\n");
  await new Promise((answered) => process.stdin.on("end", answered).resume());
  await visit(counselor, at + "/desk", "desk");
  await counselor.click("details:has(form[action$='/revoke']) summary");
  await counselor.fill("#why-revoke", "awarded by mistake");
  await look(counselor, "revoke");
  await send(counselor, "/revoke", "revoked");
  await visit(supporter, there, "page of a revoked badge");
  await visit(student, at + "/badge", "badge of the student");
  found.unseen.push(...fresh.values());
} finally {
  for (const context of contexts) await context.close();
  rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(found));
