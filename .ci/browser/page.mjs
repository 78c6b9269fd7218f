// Opens the verifier page in a browser as people do, and writes what it reads as JSON to
// standard output:
//
//   node page.mjs BASE FOLDER [SCREENSHOTS]
//
// FOLDER holds the badges. Each is chosen as a file with and without JavaScript, dropped
// onto the page, and pasted. What has to be read stands in examples/server/browser_test.go.
import { readFileSync, readdirSync, mkdtempSync, rmSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, folder, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const profile = mkdtempSync(join(tmpdir(), "badges-"));
const browserArguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const found = { verdicts: [], violations: [], outside: [], errors: [], keyboard: [] };

async function open(options) {
  const context = await chromium.launchPersistentContext(join(profile, String(found.verdicts.length) + Math.random()), {
    executablePath: "/usr/bin/chromium", headless: true, args: browserArguments, ignoreDefaultArgs: ["--headless=old"], ...options,
  });
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:")) found.outside.push(url);
  });
  return context;
}

async function watched(context) {
  const page = await context.newPage();
  page.on("console", (message) => { if (message.type() === "error" && !message.text().includes("status of 4")) found.errors.push(message.text()); });
  page.on("pageerror", (error) => found.errors.push(String(error)));
  return page;
}

async function read(page, how, name, language) {
  const verdict = page.locator("section.verdict");
  await verdict.waitFor({ timeout: 15000 });
  found.verdicts.push({
    how, name, language,
    class: (await verdict.getAttribute("class")).replace("verdict ", ""),
    headline: await page.locator("#headline").innerText(),
    holder: await page.locator(".verdict .holder").innerText(),
    text: await page.locator("main").innerText(),
    title: await page.title(),
    picture: await page.locator("figure img").evaluateAll((images) => images.map((i) => i.naturalWidth)),
  });
}

async function judge(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const v of result.violations) {
    found.violations.push({ page: name, id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 160)) });
  }
  // Nothing may be cut off on a narrow screen (WCAG 1.4.10).
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.violations.push({ page: name, id: "reflow", impact: "serious", nodes: [`${wide} pixels`] });
}

async function shoot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, name + ".png"), fullPage: true });
}

async function choose(page, file, holder, language) {
  await page.goto(`${base}/?lang=${language}`);
  await page.setInputFiles("#file", join(folder, file));
  if (holder) await page.fill("#holder", holder);
  await page.click("button.main");
}

async function drop(page, file, language) {
  await page.goto(`${base}/?lang=${language}`);
  const bytes = readFileSync(join(folder, file)).toString("base64");
  await page.evaluate(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    for (const kind of ["dragover", "drop"]) {
      document.getElementById("drop").dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, [file, bytes]);
}

const files = readdirSync(folder).sort();
const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };
try {
  for (const [size, viewport] of Object.entries(sizes)) {
    const context = await open({ viewport });
    const page = await watched(context);
    for (const language of shots ? ["en", "es"] : size === "desktop" ? ["en"] : ["es"]) {
      await page.goto(`${base}/?lang=${language}`);
      await judge(page, `start ${size} ${language}`);
      await shoot(page, `start-${size}-${language}`);
      for (const file of files) {
        await choose(page, file, file.startsWith("good") ? "ada@example.org" : "", language);
        await read(page, "chosen", file, language);
        await judge(page, `${file} ${size} ${language}`);
        await shoot(page, `${file}-${size}-${language}`);
      }
    }
    if (size === "desktop") {
      for (const file of files) {
        await drop(page, file, "en");
        await read(page, "dropped", file, "en");
      }
      // The next question, from the page with the verdict.
      await choose(page, "good.jwt", "", "en");
      await page.fill("#holder-again", "bob@example.org");
      await page.keyboard.press("Enter");
      await page.locator("section.verdict.bad").waitFor();
      await read(page, "asked again", "good.jwt", "en");
      // The other language, without a second upload.
      await page.click("nav button.plain");
      await page.locator('html[lang="es"]').waitFor();
      await read(page, "translated", "good.jwt", "es");
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(".tools a")]);
      found.report = readFileSync(await download.path(), "utf8");
      await page.emulateMedia({ media: "print" });
      await shoot(page, "print");
      found.printed = await page.locator("section.ask").isVisible();
      await page.emulateMedia({ media: "screen" });
      // By the keyboard alone: every field and button is reached, in the order of reading.
      await page.goto(base);
      for (let i = 0; i < 10; i++) {
        await page.keyboard.press("Tab");
        found.keyboard.push(await page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.textContent));
      }
      await page.click("button.main");
      found.alert = await page.locator("[role=alert]").innerText();
    }
    await context.close();
  }
  const context = await open({ javaScriptEnabled: false });
  const page = await watched(context);
  for (const file of files) {
    await choose(page, file, "", "en");
    await read(page, "without JavaScript", file, "en");
    if (file.endsWith(".jwt")) {
      await page.goto(base);
      await page.fill("#text", readFileSync(join(folder, file), "utf8"));
      await page.click("button.main");
      await read(page, "pasted", file, "en");
    }
  }
  await context.close();
} finally {
  rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(found));
