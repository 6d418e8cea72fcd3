// Checks every page of a folder of reports in a real browser; exit status 1 where something is wrong.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = resolve(process.argv[2] ?? ".");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
let problems = 0;
const check = (page, name, holds, detail = "") => {
  if (!holds) { problems += 1; console.log(`NOT ${page}: ${name} ${detail}`); }
};

async function open(file, options = {}, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const said = [], asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) asked.push(request.url()); });
  const start = performance.now();
  await page.goto(pathToFileURL(file).href + hash, { waitUntil: "load" });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return { context, page, said, asked, took: performance.now() - start };
}

async function accessible(name, page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const violation of violations) check(name, `axe ${violation.id}`, false, violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + " | " + node.failureSummary.split("\n")[1]).join("\n    "));
}

for (const name of readdirSync(folder).filter((name) => name.endsWith(".html"))) {
  const file = join(folder, name);
  const size = statSync(file).size;
  const { context, page, said, asked, took } = await open(file);
  check(name, "no console message", said.length === 0, said.join(" "));
  check(name, "no network", asked.length === 0, asked.join(" "));
  check(name, "at most 1.5 MB", size <= 1.5e6, `${size}`);
  check(name, "rendered within 1 s", took <= 1000, `${took.toFixed(0)} ms`);
  console.log(`${name}: ${(size / 1e6).toFixed(2)} MB, rendered in ${took.toFixed(0)} ms`);
  await accessible(name, page);

  if (await page.locator(".req").count()) {
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const second = await page.locator(".req").nth(1).getAttribute("id");
    check(name, "j goes to the next requirement", await page.evaluate(() => document.activeElement.id) === second);
    check(name, "the place stands in the address", decodeURIComponent(new URL(page.url()).hash) === "#" + second);
    await page.keyboard.press("k");
    const first = await page.locator(".req").first().getAttribute("id");
    check(name, "k goes back", await page.evaluate(() => document.activeElement.id) === first);
    const bar = await page.locator(".bar").evaluate((bar) => bar.getBoundingClientRect().bottom);
    const top = await page.locator(".req").first().evaluate((req) => req.getBoundingClientRect().top);
    check(name, "the bar does not cover what has the focus", top >= bar - 1, `${top} < ${bar}`);

    await page.keyboard.press("/");
    await page.keyboard.type(first);
    const shown = await page.locator(".req:visible").count();
    check(name, "search narrows the list", shown >= 1 && shown < await page.locator(".req").count(), `${shown}`);
    await page.keyboard.press("Escape");
    check(name, "escape clears the search", await page.locator(".req:visible").count() === await page.locator(".req").count());
    await page.selectOption("#f-coverage", "uncovered");
    check(name, "the filter keeps one coverage", await page.locator(".req:visible:not([data-c=uncovered])").count() === 0);
    await page.click("#filters button");
    await page.waitForTimeout(20);

    const cite = page.locator(".req a.cite[data-m]:not([data-m=''])").first();
    if (await cite.count()) {
      const target = decodeURIComponent((await cite.getAttribute("href")).slice(1));
      await cite.focus();
      await page.keyboard.press("Enter");
      const marked = await page.locator(".p.lit").evaluateAll((all) => all.map((clause) => [clause.id, clause.querySelectorAll("mark").length]));
      check(name, "a citation marks its clause and words", marked.length === 1 && marked[0][0] === target && marked[0][1] > 0, JSON.stringify(marked));
      check(name, "the clause is in view", await page.locator(".p.lit").evaluate((clause) => { const box = clause.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; }));
      await accessible(name + " (clause marked)", page);
      await page.keyboard.press("Escape");
      check(name, "escape leads back to the citation", await page.evaluate(() => document.activeElement.matches("a.cite")));
    }
    const last = await page.locator(".req").last().getAttribute("id");
    const deep = await open(file, {}, "#" + encodeURIComponent(last));
    check(name, "a deep link opens its requirement", await deep.page.locator(".req.now").getAttribute("id") === last);
    check(name, "and shows it", await deep.page.locator(".req.now").evaluate((req) => req.getBoundingClientRect().top < innerHeight));
    await deep.context.close();
  }
  await context.close();

  const small = await open(file, { viewport: { width: 320, height: 640 } });
  const wide = await small.page.evaluate(() => document.documentElement.scrollWidth);
  check(name, "no sideways scrolling at 320 px", wide <= 321, `${wide}`);
  await accessible(name + " (small)", small.page);
  await small.context.close();

  const plain = await open(file, { javaScriptEnabled: false });
  check(name, "readable without script", await plain.page.locator("main").isVisible());
  await plain.context.close();
}
await browser.close();
console.log(problems ? `${problems} problems` : "no problem");
process.exit(problems ? 1 : 0);
