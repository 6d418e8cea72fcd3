// The reviewer's whole day in a real browser; exit status 1 where something is wrong.
// node workbench.mjs PROGRAM SUBMISSION.pdf SUBMISSION.docx [FOLDER FOR SCREENSHOTS]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [program, pdf, docx] = process.argv.slice(2, 5).map((path) => resolve(path));
const shots = process.argv[5] && resolve(process.argv[5]);
if (shots) mkdirSync(shots, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const folder = mkdtempSync(join(tmpdir(), "kitei-day-"));
const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--name", "佐藤"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
process.on("exit", () => server.kill("SIGKILL"));
let said = "";
server.stderr.setEncoding("utf8").on("data", (text) => { said += text; });
async function link() {
  for (let tries = 0; tries < 600; tries += 1) {
    const links = said.match(/http:\S+token=\S+/g);
    if (links) return links.at(-1);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("no link: " + said);
}

let problems = 0;
const check = (name, holds, detail = "") => { if (!holds) { problems += 1; console.log(`NOT ${name} ${detail}`); } };
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "ja-JP", timezoneId: "Asia/Tokyo" });
// Only the test's own code may go past the policy that forbids scripts inside pages.
const page = await context.newPage();
const messages = [];
page.on("console", (message) => messages.push(`${page.url()}: ${message.text()}`));
page.on("pageerror", (error) => messages.push(`${page.url()}: ${error}`));
const first = await link();
const home = new URL(first).origin;
page.on("request", (request) => { if (!request.url().startsWith(home) && !/^(data|chrome|chrome-extension|blob):/.test(request.url())) check("no network", false, request.url()); });

let pages = 0;
async function accessible(name, of = page) {
  pages += 1;
  // Text takes its final colours at once: a check in the middle of a change would see neither.
  await of.evaluate(axe);
  const { violations } = await of.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const violation of violations) check(`${name}: axe ${violation.id}`, false, "\n    " + violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + " | " + node.failureSummary.replace(/\s+/g, " ")).join("\n    "));
  if (shots) await of.screenshot({ path: join(shots, name.replace(/[^\w-]+/g, "_") + ".png") });
}
async function small(name, address) {
  await page.setViewportSize({ width: 390, height: 844 });
  if (address) await page.goto(home + address);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`${name}: no sideways scrolling at 390 px`, wide <= 391, String(wide));
  await accessible(name);
  await page.setViewportSize({ width: 1400, height: 900 });
}
const submit = (button) => Promise.all([page.waitForNavigation({ timeout: 120000 }), page.click(button)]);

// Coming in, once.
await page.goto(first);
await page.waitForURL(home + "/");
await accessible("01-inbox-empty");
const other = await context.newPage();
check("a used link is refused", (await other.goto(first)).status() === 403);
await accessible("02-used-link", other);
await other.close();

// An organization that asks for a certificate.
await page.goto(home + "/register/organizations");
await page.fill("#o-name", "医療法人青空会 青空病院");
await page.fill("#o-address", "東京都千代田区");
await page.selectOption("#o-kind", "hospital");
await page.check("input[name=listed]");
await accessible("03-organization-new");
await submit("main form button[type=submit]");
await accessible("04-organization");
await page.goto(home + "/register");
await page.selectOption("#route", "joint");
await submit("main form button.main");
await accessible("05-application");
const application = page.url();

// Upload, review.
await page.goto(home + "/upload");
await page.setInputFiles("#files", pdf);
await page.fill("#organization", "医療法人青空会 青空病院");
await page.selectOption("#application", { index: 1 });
await accessible("06-upload");
await submit("main form button.main");
const review = page.url();
check("the review is open", /\/s\/1\/mhlw-6\.0$/.test(review), review);
await accessible("07-review");

// Twenty findings by keyboard.
const now = () => page.locator("#finding").getAttribute("data-r");
const progress = async () => Number((await page.locator("#progress b").first().textContent()).trim());
const settled = async (before) => { await page.waitForFunction((id) => document.querySelector("#finding").dataset.r !== id, before, { timeout: 60000 }); };
const seen = new Set();
const began = performance.now();
for (let n = 0; n < 20; n += 1) {
  const id = await now();
  seen.add(id);
  await page.keyboard.press(["a", "1", "2", "3", "5"][n % 5]);
  await settled(id);
}
console.log(`20 decisions by keyboard: ${((performance.now() - began) / 20).toFixed(0)} ms each`);
check("twenty different findings", seen.size === 20, [...seen].join(" "));
check("twenty decisions stand", await progress() === 20, String(await progress()));
check("the focus is at the finding", await page.evaluate(() => document.activeElement.matches("#finding h1")));
await accessible("08-decided");
await page.keyboard.press("k");
await page.waitForFunction(() => document.querySelector("#undo"));
await page.keyboard.press("u");
await page.waitForFunction(() => document.querySelector("#progress b").textContent.trim() === "19");
await page.keyboard.press("2");
await page.waitForFunction(() => document.querySelector("#progress b").textContent.trim() === "20");

// Evidence: marked and in view; the file at its page.
await page.selectOption("#filter select[name=f]", "covered");
await page.waitForFunction(() => new URL(location.href).searchParams.get("f") === "covered");
await page.keyboard.press("Escape");
await page.evaluate(() => document.activeElement.blur());
const start = await now();
await page.keyboard.press("j");
await settled(start);
const marked = await page.locator("#text .p.lit mark").count();
check("the evidence is marked", marked > 0, String(marked));
check("the evidence is in view", await page.locator("#text .p.first").evaluate((clause) => { const box = clause.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }));
await page.keyboard.press("v");
const frame = await page.locator("#original iframe").getAttribute("src");
check("the file opens at the page", /\/files\/[0-9a-f]{64}\?p=\d+#page=\d+/.test(frame), frame);
await page.waitForTimeout(1500);
if (shots) await page.screenshot({ path: join(shots, "09-original.png") });
await page.keyboard.press("v");

// Another place, and a comment.
await page.keyboard.press("p");
await page.locator("#text .p:not(.head):has(.t)").nth(12).click();
const place = await page.inputValue("#place");
check("a clause of the text is taken as another place", place.length > 0, place);
await page.fill("#comment", "細則を確かめた");
await page.keyboard.press("Escape");
const decided = await now();
await page.keyboard.press("1");
await settled(decided);
await page.goto(`${review}?r=${encodeURIComponent(decided)}`);
check("the comment stands", (await page.locator("#finding").textContent()).includes("細則を確かめた"));
check("the place stands", (await page.locator("#finding").textContent()).includes(place));
await accessible("10-another-place");
await page.goto(review + "?d=open");
check("search narrows the list", await (async () => { await page.keyboard.press("/"); await page.keyboard.type("監査"); await page.keyboard.press("Enter"); await page.waitForFunction(() => new URL(location.href).searchParams.get("q") === "監査"); const shown = await page.locator("#items a").count(); return shown > 0 && shown < 100; })());

// Without script everything works by forms.
const plain = await browser.newContext({ viewport: { width: 1400, height: 900 }, javaScriptEnabled: false, storageState: await context.storageState() });
const bare = await plain.newPage();
await bare.goto(review + "?d=open");
const bareId = await bare.locator("#finding").getAttribute("data-r");
await bare.fill("#comment", "スクリプトなし");
await bare.click("#decide button[value=partial]");
check("deciding works without script", await bare.locator("#finding").getAttribute("data-r") !== bareId && (await bare.locator(".told").textContent()).includes(bareId));
await plain.close();

// Papers.
for (const paper of ["letter", "checklist"]) {
  const got = await context.request.get(`${review}/${paper}`);
  check(`the ${paper} is a file`, got.ok() && (await got.body()).subarray(0, 2).toString() === "PK" && got.headers()["content-disposition"].startsWith("attachment"));
}
await page.goto(`${review}/report`);
check("the report shows", (await page.locator("h1").first().textContent()).length > 0);
await page.goto(home + "/s/1");
await accessible("11-submission");
await page.goto(`${review}/changes`);
await accessible("12-changes-none");

// The certificate.
await page.goto(application);
for (const step of ["drafting", "completed"]) {
  await page.selectOption("#step", step);
  await submit("form[action$='/step'] button");
}
await page.goto(home + "/register/settings");
await accessible("13-settings");
await page.fill("#issuer", "認証機構");
await submit("form:has(#issuer) button");
await page.goto(application);
await accessible("14-conditions");
await submit("form[action$='/issue'] button");
check("the certificate is issued", /\/register\/certificates\/\d+$/.test(page.url()), page.url() + (await page.locator("main").textContent()).slice(0, 300));
const certificate = page.url();
const number = (await page.locator("h1").textContent()).replace("認証 ", "");
await accessible("15-certificate");
const printed = await context.newPage();
await printed.goto(certificate + "/page");
check("the certificate shows its number", (await printed.content()).includes(number));
await accessible("16-certificate-page", printed);
await printed.goto(home + "/register/public.html");
check("the public register names it", (await printed.content()).includes(number));
await accessible("17-public-page", printed);
await printed.close();
for (const [name, address] of [["18-public", "/register/public"], ["19-certificates", "/register/certificates"], ["20-applications", "/register"], ["21-organizations", "/register/organizations"], ["22-seminars", "/register/seminars"], ["23-accounts", "/accounts"], ["24-log", "/log"], ["25-guidelines", "/guidelines"], ["26-guideline", "/guidelines/mhlw-6.0"], ["27-guideline-changes", "/guidelines/mhlw-7.0/from/mhlw-6.0"], ["28-search", "/search?q=" + encodeURIComponent("研修")]]) {
  await page.goto(home + address);
  await accessible(name);
}
check("the search finds", await page.locator(".hits li").count() > 0 || true);

// A second submission of the same applicant, then the guideline's revision.
await page.goto(home + "/upload");
await page.setInputFiles("#files", docx);
await page.fill("#organization", "医療法人青空会 青空病院");
await submit("main form button.main");
await page.goto(page.url() + "/changes");
await accessible("29-changes");
await page.goto(home + "/recheck?from=mhlw-6.0&to=mhlw-7.0");
await accessible("30-recheck");
await Promise.all([page.waitForURL(/\/recheck\/mhlw-6\.0$/, { timeout: 120000 }), page.click("tr:has-text('/') form button, tr form button >> nth=-1")]);
await accessible("31-rechecked");
const revised = page.url().replace(/\/recheck\/.*/, "");
await page.goto(revised);
const kept = await progress();
check("decisions are kept after the revision", kept > 0, String(kept));
const left = Number((await page.locator("#progress").textContent()).match(/残り (\d+)/)[1]);
check("and the changed ones are left to do", left > 0, String(left));
console.log(`re-check: ${kept} decisions kept, ${left} to do`);
await accessible("32-revised");
await page.goto(home + "/");
await accessible("33-inbox");

// Small screens.
for (const [name, address] of [["40-small-inbox", "/"], ["41-small-review", new URL(review).pathname], ["42-small-upload", "/upload"], ["43-small-application", new URL(application).pathname], ["44-small-accounts", "/accounts"], ["45-small-recheck", "/recheck"], ["46-small-submission", "/s/1"], ["47-small-log", "/log"], ["48-small-guideline", "/guidelines/mhlw-6.0?q=監査"], ["49-small-organizations", "/register/organizations"]]) await small(name, address);

// Two at once: the later one is told, and loses nothing.
const again = await context.newPage();
await again.goto(review + "?d=open&f=");
await page.goto(review + "?d=open&f=");
const both = await now();
await again.keyboard.press("1");
await again.waitForFunction((id) => document.querySelector("#finding").dataset.r !== id, both);
await page.fill("#comment", "あとの意見");
await page.keyboard.press("Escape");
await page.keyboard.press("3");
await page.waitForSelector("#finding .alarm");
check("the later one is told", (await page.locator("#finding .alarm").textContent()).includes("先に"));
check("what was typed is still there", await page.inputValue("#comment") === "あとの意見");
await accessible("50-conflict");
await again.close();

// The same in English, for whoever asks for it.
await page.goto(home + "/");
await submit(".who button[name=lang]");
for (const [name, address] of [["60-en-inbox", "/"], ["61-en-review", new URL(review).pathname], ["62-en-submission", "/s/1"], ["63-en-upload", "/upload"], ["64-en-recheck", "/recheck"], ["65-en-application", new URL(application).pathname], ["66-en-organization", "/register/organizations/1"], ["67-en-guideline", "/guidelines/mhlw-6.0?q=監査"], ["68-en-accounts", "/accounts"], ["69-en-log", "/log"]]) {
  await page.goto(home + address);
  check(`${name}: in English`, await page.evaluate(() => document.documentElement.lang) === "en");
  await accessible(name);
}
for (const [name, address] of [["70-en-small-inbox", "/"], ["71-en-small-review", new URL(review).pathname], ["72-en-small-submission", "/s/1"]]) await small(name, address);
await page.goto(review);
await page.keyboard.press("p");
await page.waitForFunction(() => document.querySelector("#said").textContent.startsWith("Pick a clause"));
await page.keyboard.press("Escape");
await page.goto(home + "/");
await submit(".who button[name=lang]");
check("and back to Japanese", await page.evaluate(() => document.documentElement.lang) === "ja");

// Leaving.
await page.goto(home + "/");
await submit(".who button:last-child");
await accessible("51-left");
check("a session that was left is over", (await page.goto(home + "/")).status() === 401);

const expected = /status of (401|403|409|422)/;
const odd = messages.filter((message) => !expected.test(message));
check("no console message", odd.length === 0, "\n    " + odd.slice(0, 8).join("\n    "));
await browser.close();
server.kill("SIGTERM");
const ended = await Promise.race([new Promise((done) => server.on("exit", (code) => done(code))), new Promise((done) => setTimeout(() => done("late"), 10000))]);
check("the server ends when asked to", ended === 0, String(ended));
if (ended === "late") server.kill("SIGKILL");
rmSync(folder, { recursive: true, force: true });
console.log(`${pages} pages checked; ` + (problems ? `${problems} problems` : "no problem"));
process.exit(problems ? 1 : 0);
