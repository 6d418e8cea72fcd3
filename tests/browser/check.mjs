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
  const measure = await context.newCDPSession(page);
  // Time of the processor, not of the clock: another program on the machine does not make the page slow.
  await measure.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(pathToFileURL(file).href + hash, { waitUntil: "load" });
  // Without script no frame would ever call back.
  if (options.javaScriptEnabled !== false) await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const { metrics } = await measure.send("Performance.getMetrics");
  await measure.detach();
  return { context, page, said, asked, took: 1000 * metrics.find((metric) => metric.name === "TaskDuration").value };
}

async function accessible(name, page, within = "html") {
  await page.evaluate(axe);
  // Axe measures boxes that are out of sight, which content-visibility leaves without their true size.
  const style = await page.addStyleTag({ content: "*{content-visibility:visible!important}" });
  const { violations } = await page.evaluate((within) => axe.run(within, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }), within);
  await style.evaluate((style) => style.remove());
  for (const violation of violations) check(name, `axe ${violation.id}`, false, violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + " | " + node.failureSummary.split("\n")[1]).join("\n    "));
}

for (const name of readdirSync(folder).filter((name) => name.endsWith(".html"))) {
  const file = join(folder, name);
  const size = statSync(file).size;
  const { context, page, said, asked, took } = await open(file);
  check(name, "at most 1.5 MB", size <= 1.5e6, `${size}`);
  console.log(`${name}: ${(size / 1e6).toFixed(2)} MB, rendered in ${took.toFixed(0)} ms of the page's thread`);
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
      await accessible(name + " (clause marked)", page, "#text");
      await page.keyboard.press("Escape");
      check(name, "escape leads back to the citation", await page.evaluate(() => document.activeElement.matches("a.cite")));
    }
    for (const [id, data] of [["f-section", "s"], ["f-expected", "e"]]) {
      const option = await page.locator(`#${id} option`).last().getAttribute("value");
      await page.selectOption("#" + id, option);
      check(name, `${id} keeps its own`, await page.locator(`.req:visible:not([data-${data}="${option}"])`).count() === 0);
      await page.selectOption("#" + id, "");
    }
    await page.check("#f-unsure");
    check(name, "what is to be checked stands alone", await page.locator(".req:visible:not([data-u])").count() === 0);
    await page.uncheck("#f-unsure");
    const printed = await page.locator(".req").evaluateAll((all) => all.map((req) => req.id));
    await page.selectOption("#f-group", "linked");
    const clusters = await page.locator(".req").evaluateAll((all) => all.map((req) => req.dataset.g ?? ""));
    const changes = clusters.filter((cluster, at) => cluster !== clusters[at - 1]).length;
    check(name, "linked requirements stand together", changes === new Set(clusters).size && clusters.length === printed.length, `${changes}`);
    await page.selectOption("#f-group", "");
    check(name, "and go back", JSON.stringify(await page.locator(".req").evaluateAll((all) => all.map((req) => req.id))) === JSON.stringify(printed));
    const others = page.locator("details.others summary").first();
    if (await others.count()) {
      await others.focus();
      await page.keyboard.press("Enter");
      check(name, "other wordings open by key", await page.locator("details.others[open] blockquote").count() > 0);
      await accessible(name + " (other wordings)", page, "details.others[open]");
    }
    const back = page.locator("#reverse th a").first();
    if (await back.count()) {
      const target = decodeURIComponent((await back.getAttribute("href")).slice(1));
      await back.focus();
      await page.keyboard.press("Enter");
      check(name, "an article of the reverse view stands marked", await page.evaluate(() => document.querySelector(".p.lit")?.id) === target);
    }
    const last = await page.locator(".req").last().getAttribute("id");
    const deep = await open(file, {}, "#" + encodeURIComponent(last));
    check(name, "a deep link opens its requirement", await deep.page.locator(".req.now").getAttribute("id") === last);
    check(name, "and shows it", await deep.page.locator(".req.now").evaluate((req) => req.getBoundingClientRect().top < innerHeight));
    await deep.context.close();
  }
  check(name, "no console message", said.length === 0, said.join(" "));
  check(name, "no network", asked.length === 0, asked.join(" "));
  await context.close();

  const small = await open(file, { viewport: { width: 320, height: 640 } });
  const wide = await small.page.evaluate(() => document.documentElement.scrollWidth);
  check(name, "no sideways scrolling at 320 px", wide <= 321, `${wide}`);
  await accessible(name + " (small)", small.page, (await small.page.locator(".req").count()) ? ".bar, #summary, #gaps" : "html");
  await small.context.close();

  const plain = await open(file, { javaScriptEnabled: false });
  check(name, "readable without script", await plain.page.locator("main").isVisible());
  await plain.context.close();
}
await browser.close();
console.log(problems ? `${problems} problems` : "no problem");
process.exit(problems ? 1 : 0);
