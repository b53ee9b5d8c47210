// The tables that Python wrote, run against the site's own modules: `node --test tests/vectors/`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { by, fraction, halfUp, said, shown } from "../../site/static/exact.js";

const table = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));

test("amounts for people", () => {
  for (const { amount, shown: expected } of table("formatting")) assert.equal(shown(amount), expected);
});

test("exact quotients and their rounding", () => {
  for (const { a, b, quotient, tenths } of table("exact")) {
    const ratio = by(fraction(a), fraction(b));
    assert.equal(said(ratio), quotient);
    assert.equal(halfUp(ratio, 1), tenths);
  }
});

test("doubts beside a maker's price", async () => {
  const { market, prepared } = await import("../../site/static/engine.js");
  const { given } = table("standing");
  for (const { price, maker, proof, code, words } of table("doubts")) {
    const answers = [maker, price].map((each) => ({ t: [["image", each, 1]], c: "USD", u: "image", s: "", b: "page" }));
    if (proof !== "page") answers[1].p = proof;
    const offers = answers.map((_, at) => ({ p: at ? "copy" : "maker", i: "m", n: "M", m: "m", f: at ? 0 : 1, axes: "", b: ["medium", "medium"], cells: `${at}`.repeat(10) }));
    const sizes = ["1", "2", "3", "4", "5"];
    const grid = prepared({ answers, offers, sizes, tiers: ["standard"], references: [0, 1], qualities: ["medium"], rates: {}, names: {}, models: {}, plans: {}, standing: given });
    const told = market(grid, { quality: "medium", size: "1", references: 0, tier: "standard", count: 1 });
    const [row] = [...told.rows, ...told.beside].filter(({ offer }) => offer.p === "copy");
    assert.deepEqual(row.because, code ? [[code, words]] : []);
  }
});

test("every code has a place and a mark", () => {
  const { given, marks, places } = table("standing");
  for (const code of Object.keys(marks)) assert.ok(places[given.places[code]], code);
  assert.deepEqual(given.marks, marks);
});

test("what plans make of an image", async () => {
  const { answer, purchase } = await import("../../site/static/plan-engine.js");
  const { plans, answers, purchases } = table("plans");
  for (const asked of answers) {
    const { plan, images, days, native, certainty, total, per_image, id } = asked;
    const bought = plans.find(({ s, i }) => s === plan[0] && i === plan[1]);
    const found = answer(plans, bought, { images, days, native, recipe: "medium" });
    if (certainty === null) assert.equal(found, null, JSON.stringify(asked));
    else
      assert.deepEqual(
        [found.certainty, found.total, found.perImage, found.id],
        [certainty, total, per_image, id],
        JSON.stringify(asked),
      );
  }
  for (const { provider, credits, plan, total } of purchases) {
    const found = purchase(plans, provider, fraction(credits));
    assert.deepEqual([found?.plan.i ?? null, found?.total ?? null], [plan, total], `${provider} ${credits}`);
  }
});

test("a month of tasks", async () => {
  const { billed, generations } = await import("../../site/static/plan-engine.js");
  for (const { finals, factor, failed, made, billed: paid } of table("months")) {
    const count = generations(finals, factor);
    assert.deepEqual([count, billed(count, failed, "free"), billed(count, failed, "charged")].map(Number), [made, made, paid]);
  }
});

test("answers folded by model, and what nothing cheaper is rated as high as", async () => {
  const { byModel, unbeaten } = await import("../../site/static/engine.js");
  const places = table("standing").places;
  for (const { answers, groups } of table("groups").folded) {
    const rows = answers.map(([id, model, place]) => ({ id, offer: { m: model ?? undefined }, standing: places.indexOf(place) }));
    assert.deepEqual(byModel(rows).map((group) => group.map(({ id }) => id)), groups);
  }
  for (const { points, places: expected } of table("groups").unbeaten) assert.deepEqual(unbeaten(points), expected);
});

test("words in any order, numbers whole, and what is near", async () => {
  const { called, near, wordsOf } = await import("../../site/static/search.js");
  const offers = [
    { n: "GPT Image 2", p: "openai", i: "gpt-image-2", m: "gpt-image-2" },
    { n: "FLUX.2 [pro]", p: "fal", i: "fal-ai/flux-2-pro", m: "flux.2-pro" },
    { n: "Imagen 4", p: "google", i: "imagen-4.0-generate-001", m: "imagen-4" },
  ];
  const models = { "gpt-image-2": { k: "OpenAI", w: "GPT Image ChatGPT Images 2.0" }, "flux.2-pro": { k: "BFL", w: "FLUX" }, "imagen-4": { k: "Google", w: "Imagen" } };
  const grid = { offers, models, names: { openai: "OpenAI", fal: "fal", google: "Google" }, words: [] };
  for (const [asked, expected] of [
    ["gpt image 2", [0]],
    ["2 IMAGE gpt", [0]],
    ["chatgpt", [0]],
    ["flux fal", [1]],
    ["flux2", [1]],
    ["imagen4", [2]],
    ["image", [0, 2]],
    ["flux openai", []],
    ["4", [2]],
  ])
    assert.deepEqual(offers.flatMap((_, at) => (called(grid, at, wordsOf(asked)) ? [at] : [])), expected, asked);
  assert.deepEqual(near(grid, "opnai"), ["openai"]);
  assert.deepEqual(near(grid, "zzzzzz"), []);
});

test("answers by lines, parsed when asked for, and a file that is one line", async () => {
  const { cost, load } = await import("../../site/static/engine.js");
  const answers = [{ no: "a" }, { no: "b, \nc" }, { no: "c" }].map((answer) => JSON.stringify(answer));
  const sizes = ["1x1", "2x2", "3x3"];
  const axes = { tiers: ["standard"], references: [0, 1], qualities: ["medium"], sizes, standing: {}, plans: {} };
  const rest = JSON.stringify({ ...axes, offers: [{ p: "p", i: "i", axes: "", cells: "012012" }] }).slice(1);
  for (const text of [`{"answers":[\n${answers.join(",\n")}\n],${rest}`, `{"answers":[${answers}],${rest}`]) {
    globalThis.fetch = async () => ({ ok: true, text: async () => text });
    const grid = await load();
    const told = sizes.map((size) => cost(grid, grid.offers[0], { quality: "medium", size, references: 0, tier: "standard", count: 1 }).no);
    assert.deepEqual(told, ["a", "b, \nc", "c"]);
  }
});

test("a file for spreadsheets has no formula, and its commas and quotes as they are", async () => {
  const { csv } = await import("../../site/static/links.js");
  assert.equal(csv([["=1+1", "-2", "+3", "@x", 'say "a", b', null, "0.5"]]), `'=1+1,'-2,'+3,'@x,"say ""a"", b",,0.5\r\n`);
});

// As much of a page as these modules look at when they are loaded.
const page = (more) => {
  globalThis.document = { querySelector: () => ({ content: "90 180" }), querySelectorAll: () => [], addEventListener() {}, ...more };
};

test("ages in days, months and years", async () => {
  page();
  const { age } = await import("../../site/static/ages.js");
  const said = [0, 1, 59, 60, 365, 729, 730, 1461].map(age);
  assert.deepEqual(said, ["today", "1 d ago", "59 d ago", "2 mo ago", "12 mo ago", "24 mo ago", "2 y ago", "4 y ago"]);
});

test("what a row comes to in another money, of one image and of many", async () => {
  page();
  const { amount } = await import("../../site/static/ranking-rows.js");
  const grid = { rates: { EUR: "1.25", CNY: "0.14" } };
  const dollars = { paidIn: "USD", perImage: "0.05", dollars: "0.05", money: "50" };
  const yuan = { paidIn: "CNY", perImage: "0.5", dollars: "0.07", money: "500" };
  for (const [row, view, text, near] of [
    [dollars, { money: "USD", count: 1 }, "0.05", ""],
    [dollars, { money: "EUR", count: 1 }, "0.04", "EUR"],
    [dollars, { money: "EUR", per: "1000", count: 1000 }, "40", "EUR"],
    [yuan, { money: "CNY", per: "1000", count: 1000 }, "500", ""],
    [yuan, { money: "USD", per: "1000", count: 1000 }, "70", "CNY"],
    [yuan, { money: "EUR", count: 1 }, "0.056", "CNY, EUR"],
  ])
    assert.deepEqual(amount(grid, row, { per: "", ...view }), { text, near });
});

test("plans by the price at a volume, those without one last, and only those asked for", async () => {
  const row = (words, at, unit = "image") => ({ dataset: { words, at, unit, period: "month" } });
  const rows = [row("painter basic", "0.2 0.1"), row("painter pro", "- 0.05"), row("daily pro", "0.1 0.3", "credit")];
  const elements = { volume: { value: "0" }, words: { value: "pro" }, unit: { value: "" }, period: { value: "" } };
  const body = { rows: [...rows], replaceChildren: (...sorted) => { body.rows = sorted; } };
  const parts = { "plan-filters": { elements, addEventListener() {} }, "plan-table": { tBodies: [body] }, "plan-count": {} };
  page({ getElementById: (id) => parts[id] });
  await import("../../site/static/plans.js");
  assert.deepEqual(body.rows.map(({ dataset }) => dataset.words), ["daily pro", "painter basic", "painter pro"]);
  assert.deepEqual(rows.map(({ hidden }) => hidden), [true, false, false]);
  assert.equal(parts["plan-count"].textContent, "2 of 3");
});
