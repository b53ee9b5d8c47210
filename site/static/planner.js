// The month, the batch, a plan or pay as you go: the engine's answers times how many, itemised; the whole plan in the address.

import { el } from "./elements.js";
import { cost, leading, load, market } from "./engine.js";
import { add, by, fraction, order, said, shown, times, ZERO } from "./exact.js";
import { copyLink, csv, saved } from "./links.js";
import { billed as billedFor, byMoney, generations, answer as onPlan, purchase } from "./plan-engine.js";

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("plan-data").textContent),
  root = $("planner").dataset.root;
const FIELDS = ["name", "deliverables", "low", "high", "failed", "model", "quality", "size", "references", "tier", "needs"];
const FRESH = data.fresh;
const FIRST = "freelance" in data.presets ? "freelance" : Object.keys(data.presets)[0];
let grid,
  plans = [],
  tasks = [],
  opened = null,
  turn = 0;
const markets = new Map();
const answers = (recipe) => {
  const key = JSON.stringify(recipe);
  if (!markets.has(key)) markets.set(key, market(grid, { ...recipe, count: 1 }));
  return markets.get(key);
};
const number = (text, least = "0") =>
  /^\d{1,9}(\.\d{1,6})?$/.test(String(text)) && order(fraction(String(text)), fraction(least)) >= 0 ? String(text) : least;
const whole = (text, least = 1) => Math.max(least, Math.min(1e6, Math.round(+text) || least));
const clean = (task) => ({
  ...FRESH,
  ...task,
  deliverables: whole(task.deliverables),
  low: number(task.low, "1"),
  high:
    order(fraction(number(task.high, "1")), fraction(number(task.low, "1"))) < 0 ? number(task.low, "1") : number(task.high, "1"),
  failed: number(task.failed),
  references: whole(task.references, 0),
});
const recipeOf = (task) => ({ quality: task.quality, size: task.size, references: +task.references, tier: task.tier });

// Answers that only lack a price in money, by their credits.
function inCreditsOnly(rows) {
  const found = rows.filter((row) => row.because.every(([code]) => code === "no_dollars"));
  return found.sort((a, b) => order(fraction(a.each), fraction(b.each)) || (a.offer.i < b.offer.i ? -1 : 1));
}
// What there is to choose among, the best first (costs/standing/ranking.py `to_take`).
function toTake(priced, apart, can, named) {
  if (!priced.length) return inCreditsOnly(apart).filter(can);
  const found = priced.filter(can),
    first = leading(grid, found);
  return first.length || !named ? first : found;
}
// Offers by what must be paid for the task alone, as costs/plan/workloads.py `least_to_buy`.
function leastToBuy(rows, task) {
  const count = [billedFor(generations(task.deliverables, task.high), task.failed, "charged"), 1n];
  const pays = (row) => {
    const usedUp = times(fraction(row.dollars ?? "0"), count);
    if (row.dollars === null || row.currency !== "credit") return [row.dollars === null, usedUp];
    const bought = purchase(plans, row.offer.p, times(fraction(row.each), count));
    const kept = !bought || bought.plan.o || bought.plan.c !== "USD";
    return [!bought, kept || order(fraction(bought.total), usedUp) < 0 ? usedUp : fraction(bought.total)];
  };
  return rows
    .map((row) => [row, pays(row)])
    .sort(([, [a, one]], [, [b, other]]) => a - b || order(one, other))
    .map(([row]) => row);
}
// One task at the cheapest offer that can, as schema/workloads.py `bill_task`.
export function bill(task, seller = "") {
  const { rows, beside, refused } = answers(recipeOf(task)),
    needs = task.needs.split(" ").filter(Boolean);
  const asked = ({ offer }) =>
    (!seller || offer.p === seller) && (task.model === "cheapest" || offer.i === task.model || offer.m === task.model);
  const can = ({ offer }) => needs.every((need) => data.needs[need]?.includes(offer.m));
  const priced = rows.filter(asked);
  const able = toTake(priced, beside.filter(asked), can, seller !== "" || task.model !== "cheapest");
  if (!able.length) {
    const near = [...beside, ...refused].find(
      (row) =>
        (!seller || row.offer.p === seller) &&
        (task.model === "cheapest" || row.offer.m === task.model || row.offer.i === task.model),
    );
    return {
      task,
      none: near ? (near.no ?? `${grid.names[near.offer.p]} ${near.offer.n}: ${near.why}`) : "no offer of this model here",
    };
  }
  const [best] = leastToBuy(able, task),
    { offer, answer } = best;
  const made = [task.low, task.high].map((factor) => generations(task.deliverables, factor));
  const billed = made.map((count) => billedFor(count, task.failed, answer.x));
  const [low, high] = billed.map((count) => cost(grid, offer, { ...recipeOf(task), count }));
  const amounts = low.money !== null ? [low.money, high.money] : [low.total, high.total];
  return {
    task,
    offer,
    answer,
    made,
    billed,
    low,
    high,
    amounts,
    currency: low.money !== null ? low.paidIn : "credits",
    listed: best.standing > 0,
    per: amounts.map((amount) => said(by(fraction(amount), [BigInt(task.deliverables), 1n]))),
    why:
      (able.length > 1 ? `the cheapest of ${able.length} that can` : "the only one that can") +
      (best.why && best.dollars !== null ? `; ${best.why}` : "") +
      (answer.h ? `; ${answer.h}` : "") +
      (answer.z ? `; ends on ${answer.z}` : ""),
  };
}
const span = ([low, high], say = (x) => x) => (String(low) === String(high) ? say(low) : `${say(low)} to ${say(high)}`);
// As pipeline/text/formatting.py `money`: one spelling for every currency, and for credits.
const money = (currency) => (text) => {
  if (currency !== "credits") return data.signs[currency] ? shown(text, data.signs[currency]) : `${shown(text, "")} ${currency}`;
  const many = shown(text, "");
  return `${order(fraction(text), [1n, 1n]) < 0 ? many : many.replace(/\.?0+$/, "")} ${text === "1" ? "credit" : "credits"}`;
};
function totals(bills) {
  const found = new Map();
  for (const { currency, amounts } of bills) {
    const now = found.get(currency) ?? [ZERO, ZERO];
    found.set(
      currency,
      now.map((sum, i) => add(sum, fraction(amounts[i]))),
    );
  }
  // What is free costs nothing in any money: one is enough, or none where something else is paid.
  const paid = [...found].filter(([, sums]) => sums[1][0]);
  return (paid.length ? paid : [...found].slice(0, 1)).map(([currency, sums]) => [currency, sums.map(said)]);
}
export function reckon() {
  const seller = $("only").value,
    bills = tasks.map((task) => bill(clean(task), seller));
  return { bills, totals: totals(bills.filter((entry) => !entry.none)), missing: bills.filter((entry) => entry.none) };
}
// Every seller who can do all of it, in turns, so that nobody waits for it.
function sellersFor(done, still, ids = [...new Set(grid.offers.map((offer) => offer.p))], found = []) {
  for (const id of ids.splice(0, 6)) {
    const bills = [];
    for (const task of tasks) {
      bills.push(bill(clean(task), id));
      if (bills.at(-1).none) break;
    }
    if (bills.some((entry) => entry.none)) continue;
    const sums = totals(bills);
    if (sums.length === 1 && sums[0][0] === "USD") found.push([id, sums[0][1], bills.some((entry) => entry.listed)]);
  }
  if (!still()) return;
  if (ids.length) setTimeout(() => sellersFor(done, still, ids, found));
  else done(found.sort((a, b) => order(fraction(a[1][1]), fraction(b[1][1]))).slice(0, 5));
}
const head = (...words) =>
  el(
    "thead",
    {},
    el(
      "tr",
      {},
      ...words.map((word) => el("th", { scope: "col", class: word.startsWith(">") ? "num" : null }, word.replace(">", ""))),
    ),
  );
function draw() {
  const { bills, totals: sums, missing } = reckon(),
    reserve = number($("buffer").value),
    out = $("result");
  if (!tasks.length) {
    out.replaceChildren(el("p", { class: "note" }, "No task yet. Add one, start from a month above, or open a CSV."));
    out.dataset.total = "[]";
    return;
  }
  const total = el(
    "p",
    { class: "total" },
    el("strong", {}, sums.map(([currency, amounts]) => span(amounts, money(currency))).join(" and ") || "No answer"),
    missing.length
      ? `${sums.length ? " without" : ":"} ${missing.length} task${missing.length > 1 ? "s" : ""} nobody can do`
      : " for the month",
  );
  if (+reserve && sums.length)
    total.append(
      `; with ${reserve} % in reserve ${sums
        .map(([currency, amounts]) =>
          span(
            amounts.map((amount) => said(times(fraction(amount), by(add([100n, 1n], fraction(reserve)), [100n, 1n])))),
            money(currency),
          ),
        )
        .join(" and ")}`,
    );
  const body = el(
    "tbody",
    {},
    ...bills.map((entry) =>
      entry.none
        ? el("tr", {}, el("th", { scope: "row" }, entry.task.name), el("td", { colspan: 5, class: "none" }, entry.none))
        : el(
            "tr",
            {},
            el("th", { scope: "row" }, entry.task.name),
            el("td", { class: "num", "data-head": "Images billed" }, span(entry.billed)),
            el(
              "td",
              {},
              el("a", { href: `${root}providers/${entry.offer.p}.html` }, grid.names[entry.offer.p]),
              ` ${entry.offer.n}`,
              el("small", {}, `${entry.why}; sold at ${entry.answer.s}`),
            ),
            el(
              "td",
              { class: "num", "data-head": "One image" },
              money(entry.currency)(entry.low.money !== null ? entry.low.perImage : entry.low.each),
            ),
            el("td", { class: "num price" }, span(entry.amounts, money(entry.currency))),
            el("td", { class: "num", "data-head": "Usable" }, span(entry.per, money(entry.currency))),
          ),
    ),
  );
  const table = el(
    "table",
    {},
    el("caption", {}, "Task by task"),
    head("Task", ">Images billed", "At, and why there", ">One image", ">Cost", ">Per usable image"),
    body,
  );
  const drawing = ++turn;
  out.replaceChildren(total, el("section", { class: "frame", tabindex: 0, "aria-label": "Task by task" }, table));
  if (!$("only").value)
    setTimeout(() =>
      sellersFor(
        (found) => out.append(atOneSeller(found)),
        () => drawing === turn,
      ),
    );
  if (opened) out.prepend(since(sums));
  out.dataset.total = JSON.stringify(sums);
}
function atOneSeller(others) {
  return others.length
    ? el(
        "p",
        {},
        "All at one seller: ",
        others
          .map(([id, sums, listed]) => `${grid.names[id]} ${span(sums, money("USD"))}${listed ? " (only listed)" : ""}`)
          .join(" · "),
        ".",
      )
    : el("p", {}, "No one seller can do all of it, paid in dollars.");
}
const spelled = (sums) => sums.map(([currency, amounts]) => `${currency} ${amounts.join(" ")}`).join(";");
const TOTAL = /^(USD|CNY|EUR|GBP|credits) (\d[\d.]*) (\d[\d.]*)$/;
const then = (total) =>
  total
    .split(";")
    .map((part) => TOTAL.exec(part))
    .filter(Boolean)
    .map(([, currency, low, high]) => span([low, high], money(currency)))
    .join(" and ");
// What a link says that was made earlier.
function since(sums) {
  const now = spelled(sums),
    box = el("div", { class: "held" });
  const used = new Set(
    reckon()
      .bills.filter((entry) => entry.offer)
      .map((entry) => entry.offer.p),
  );
  const words =
    opened.total === now
      ? "it comes to the same today."
      : `it came to ${then(opened.total) || "something else"}; the prices or the cheapest offers have changed since.`;
  box.append(el("p", {}, `This plan was made with the prices of ${opened.made}; today's are of ${data.as_of}: ${words}`));
  const made = opened.made;
  Promise.all([...used].sort().map(changesOf))
    .then((found) => {
      const list = found
        .flat()
        .filter((change) => change.at > made)
        .sort((a, b) => (a.at < b.at) - (a.at > b.at))
        .slice(0, 8);
      box.append(
        el(
          "p",
          {},
          list.length
            ? "What changed since, at the sellers it names now:"
            : "No price of the sellers it names now has changed since.",
        ),
      );
      if (list.length)
        box.append(
          el("ul", {}, ...list.map((change) => el("li", {}, el("a", { href: `${root}changes/${change.id}.html` }, change.said)))),
        );
    })
    .catch(() => {});
  return box;
}
const changesOf = (seller) => fetch(`${root}grid/changes/${seller}.json`).then((answer) => answer.json());
const option = (value, words, chosen) => {
  const node = el("option", {}, words);
  node.value = value;
  node.selected = String(chosen) === String(value);
  return node;
};
function field(task, name, words, kind) {
  let input;
  if (Array.isArray(kind)) input = el("select", { name }, ...kind.map(([value, said]) => option(value, said, task[name])));
  else {
    input = el("input", {
      name,
      type: kind,
      min: kind === "number" ? +!["failed", "references"].includes(name) : null,
      step: ["low", "high", "failed"].includes(name) ? "any" : null,
      max: { failed: 99, references: most(task) }[name],
    });
    input.value = task[name];
  }
  input.addEventListener("input", () => {
    task[name] = input.value;
    if (name === "model") {
      task.references = Math.min(task.references, most(task));
      rows();
    }
    own();
  });
  return el("label", {}, el("span", {}, words), input);
}
// How many pictures the chosen model takes, as far as there are answers.
const most = (task) => Math.min(data.references[task.model] ?? data.most, data.most);
function rows() {
  const same = (list) => list.map((value) => [value, value]);
  $("tasks").replaceChildren(
    ...tasks.map((task, place) => {
      const drop = el("button", { type: "button", "aria-label": `Remove ${task.name}` }, "×");
      drop.addEventListener("click", () => {
        tasks.splice(place, 1);
        rows();
        own();
      });
      return el(
        "div",
        { class: "row task" },
        field(task, "name", "Task", "text"),
        field(task, "deliverables", "Final images", "number"),
        field(task, "low", "Attempts", "number"),
        field(task, "high", "to", "number"),
        field(task, "failed", "Failed, %", "number"),
        field(task, "model", "Model", [["cheapest", "the cheapest"], ...data.models]),
        field(task, "quality", "Quality", same(grid.qualities)),
        field(task, "size", "Size", Object.entries(data.sizes)),
        field(task, "references", "References", "number"),
        field(task, "tier", "Tier", same(grid.tiers)),
        field(task, "needs", "Must", [
          ["", "–"],
          ["text", "render text"],
          ["references", "take references"],
          ["vector", "draw vectors"],
        ]),
        drop,
      );
    }),
  );
}
function query() {
  const found = new URLSearchParams();
  for (const task of tasks) found.append("t", FIELDS.map((name) => String(task[name]).replaceAll("~", "-")).join("~"));
  if (+$("buffer").value) found.set("reserve", $("buffer").value);
  if ($("only").value) found.set("at", $("only").value);
  found.set("made", data.as_of);
  found.set("total", spelled(reckon().totals));
  return found;
}
// What one edits is a plan of one's own, and no longer the one a link brought.
function own() {
  $("preset").value = "";
  changed();
}
function changed() {
  opened = null;
  draw();
  history.replaceState(null, "", `?${query()}${location.hash}`);
}
const asTask = (values) => Object.fromEntries(FIELDS.map((name, i) => [name, values[i] ?? FRESH[name]]));
function take(fields) {
  tasks = fields.tasks.map((task) => ({ ...FRESH, ...task }));
  $("buffer").value = fields.buffer ?? "0";
  rows();
  changed();
}
export const asCsv = () => csv([FIELDS, ...tasks.map((task) => FIELDS.map((name) => task[name]))]);
// What a spreadsheet was kept from taking for a formula loses the quote before it when it is read again.
export function fromCsv(text) {
  const lines = [];
  for (const line of text.replace(/^\ufeff/, "").matchAll(/(?:"(?:[^"]|"")*"|[^"\n])+/g)) {
    lines.push(
      [...line[0].replace(/\r$/, "").matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
      ),
    );
  }
  const [names, ...found] = lines.filter((line) => line.some(Boolean));
  if (!names?.includes("deliverables")) throw new Error(`expected a first line with ${FIELDS.join(", ")}`);
  return found.map((line) => ({
    ...FRESH,
    ...Object.fromEntries(
      names
        .map((name, i) => [name.trim(), (line[i] ?? "").replace(/^'(?=[=+\-@\t\r])/, "")])
        .filter(([name, value]) => FIELDS.includes(name) && value !== ""),
    ),
  }));
}
// What the plan costs, task by task, for a spreadsheet: amounts as exact decimals.
export function costsAsCsv() {
  const lines = reckon().bills.map((entry) =>
    entry.none
      ? [entry.task.name, ...Array(9).fill(""), entry.none]
      : [
          entry.task.name,
          ...entry.billed.map(String),
          grid.names[entry.offer.p],
          entry.offer.n,
          entry.currency,
          ...entry.amounts,
          ...entry.per,
          entry.why,
        ],
  );
  return csv([data.columns, ...lines]);
}
// One volume on every plan, the cheapest first, beside paying for each image of the same model: what leads, and the maker's.
// What an image takes of a plan is known of the standard images, which are 1024² large.
const PLAN_SIZE = "1024x1024";
export function uses(images, quality, { days = 30, model = "", size = PLAN_SIZE, seller = "", api = "" } = {}) {
  const { rows: priced } = answers({ quality, size, references: 0, tier: "standard" });
  const ofPlan = (plan) => {
    const natives = model ? [...new Set(plan.x.filter((way) => way.m === model || way.i === model).map((way) => way.i))] : [null];
    return natives.map((native) => onPlan(plans, plan, { images, recipe: quality, native, days })).filter((use) => use?.total);
  };
  const found = (size === PLAN_SIZE ? plans : [])
    .filter((plan) => !seller || plan.s === seller)
    .flatMap(ofPlan)
    .sort((a, b) => a.plan.b - b.plan.b || byMoney(a, b) || (a.plan.s < b.plan.s ? -1 : 1));
  const byTheImage = priced.filter(
    (row) =>
      (api ? row.offer.p === api : row.currency !== "credit") && Number(row.dollars) > 0 && (!model || row.offer.m === model),
  );
  const [payg] = [...leading(grid, byTheImage), ...(api ? byTheImage : [])],
    maker = model ? byTheImage.find(({ offer }) => offer.f) : undefined;
  return { payg, maker: maker === payg ? undefined : maker, found };
}
function rest(use, ...others) {
  const words = [];
  if (use.certainty === "unlimited") words.push(`unlimited ${use.fences.map((fence) => data.fences[fence]).join(", ")}`);
  if (use.topped) words.push("with top-ups");
  else if (use.left && use.left !== "0") words.push(`${Math.round(+use.left * 100)} % of what is paid for unused`);
  if (use.lost && use.lost !== "0") words.push(`${Math.round(+use.lost * 100)} % lost on days without work`);
  if (use.plan.a && use.plan.a !== use.total && !use.plan.o && !use.topped)
    words.push(`${money(use.plan.c)(use.plan.a)} at once`);
  if (use.plan.f) words.push(`${money(use.plan.c)(use.plan.f)} the first time`);
  if (use.plan.b) words.push("sold beside a plan only");
  for (const row of use.plan.c === "USD" && !use.plan.o && Number(use.plan.p) ? others.filter(Boolean) : []) {
    const [n, d] = by(use.plan.m.map(BigInt), fraction(row.dollars));
    words.push(`beats ${grid.names[row.offer.p]} at ${shown(row.dollars)} above ${(n / d).toLocaleString("en")}`);
  }
  return words.join("; ");
}
function ownPlan(form, images, days) {
  const quantity = whole(form.elements.quantity.value),
    price = form.elements.price.value;
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(price)) return null;
  const [n, d] = fraction(price).map(String);
  // Of a plan's fields those that say something of one's own.
  const plan = {
    i: "own",
    c: "USD",
    p: price,
    m: [n, d],
    k: [["image", [String(quantity), "1"], form.elements.per.value, []]],
    e: [],
    x: [{ r: "own", u: "image", a: ["1", "1"], j: whole(form.elements.job.value), s: "exact" }],
  };
  return onPlan([], plan, { images, recipe: "own", days });
}
function drawPlans() {
  const form = $("volume"),
    images = whole(form.elements.images.value),
    days = Math.min(31, whole(form.elements.days.value)),
    model = form.elements.model.value,
    seller = form.elements.seller.value,
    { api } = form.elements.seller.selectedOptions[0].dataset;
  const { payg, maker, found } = uses(images, form.elements.quality.value, {
      days,
      model,
      size: form.elements.size.value,
      seller,
      api,
    }),
    own = ownPlan(form, images, days),
    weekends = form.elements.per.value === "day" ? data.weekends : "";
  const line = (use, who, note = "") =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, who),
      el("td", {}, use.model ?? "whatever it includes"),
      el(
        "td",
        { class: "num" },
        use.total === null ? el("span", { class: "none" }, "does not suffice") : money(use.plan.c)(use.total),
      ),
      el(
        "td",
        { class: "num price" },
        use.perImage === null ? "–" : `${data.sure[use.sure] ?? ""}${money(use.plan.c)(use.perImage)}`,
      ),
      el("td", {}, rest(use, ...(model || use.plan.i === "own" ? [payg, maker] : [])) + note),
    );
  const lines = found.slice(0, 30).map((use) => line(use, `${grid.names[use.plan.s]}, ${use.plan.n}`));
  if (own) lines.unshift(line(own, "A plan of your own", weekends));
  if (payg)
    lines.unshift(
      el(
        "tr",
        {},
        el("th", { scope: "row" }, `Pay as you go: ${grid.names[payg.offer.p]}`),
        el("td", {}, payg.offer.n),
        el("td", { class: "num" }, shown(said(times(fraction(payg.dollars), [BigInt(images), 1n])))),
        el("td", { class: "num price" }, shown(payg.dollars)),
        el(
          "td",
          {},
          `the cheapest offer of ${model ? "this" : "any"} model${api ? " by its interface" : " that costs something"} `,
          payg.why && el("small", {}, payg.why),
        ),
      ),
    );
  $("volume-result").replaceChildren(
    el(
      "section",
      { class: "frame", tabindex: 0, "aria-label": "Plans at this volume" },
      el(
        "table",
        {},
        el("caption", {}, `${images.toLocaleString("en")} images a month on every plan with an answer, the cheapest first`),
        head("Plan", "Model", ">A month", ">Per image", "Rest"),
        el("tbody", {}, ...lines),
      ),
    ),
  );
}
async function start() {
  // Before anything is waited for: what somebody writes meanwhile stays.
  const asked = new URLSearchParams(location.search);
  for (const name of ["seller", "images"]) if (asked.get(name)) $("volume").elements[name].value = asked.get(name);
  [grid, { plans }] = await Promise.all([load(), fetch(`${root}grid/plans.json`).then((found) => found.json())]);
  $("only").append(
    ...Object.entries(grid.names)
      .filter(([id]) => grid.offers.some((offer) => offer.p === id))
      .sort((a, b) => a[1].localeCompare(b[1]))
      .map(([id, name]) => el("option", { value: id }, name)),
  );
  const given = asked.getAll("t").slice(0, 60);
  tasks = given.length
    ? given.map((text) => clean(asTask(text.split("~"))))
    : data.presets[FIRST].tasks.map((task) => ({ ...FRESH, ...task }));
  $("preset").value = given.length ? "" : FIRST;
  $("buffer").value = asked.get("reserve") ?? (given.length ? "0" : data.presets[FIRST].buffer);
  $("only").value = asked.get("at") ?? "";
  if ($("only").selectedIndex < 0) $("only").value = "";
  if (given.length && asked.get("made")) {
    opened = { made: asked.get("made").slice(0, 10), total: (asked.get("total") ?? "").slice(0, 200) };
  }
  rows();
  if (location.hash === "#plans") $("plans").scrollIntoView();
  setTimeout(draw);
  setTimeout(drawPlans, 30);
  $("preset").addEventListener("change", (event) => {
    take(data.presets[event.target.value] ?? { tasks: [], buffer: "0" });
  });
  for (const id of ["buffer", "only"]) $(id).addEventListener("input", changed);
  $("add").addEventListener("click", () => {
    tasks.push({ ...FRESH });
    rows();
    own();
  });
  $("batch").addEventListener("click", () => {
    const finals = whole($("finals").value),
      factor = $("factor").value,
      once = { low: "1", high: "1" };
    const deliverables = Number(generations(finals, factor));
    $("preset").value = "";
    take({
      tasks: $("drafts").checked
        ? [
            { name: "drafts", deliverables, quality: "low", ...once },
            { name: "finals", deliverables: finals, quality: "high", ...once },
          ]
        : [{ name: "images", deliverables: finals, low: factor, high: factor }],
    });
  });
  $("planner").addEventListener("submit", (event) => {
    event.preventDefault();
    changed();
    copyLink($("link"));
  });
  $("csv-out").addEventListener("click", () => saved("plan.csv", asCsv()));
  $("csv-costs").addEventListener("click", () => saved("costs.csv", costsAsCsv()));
  $("csv-in").addEventListener("change", async (event) => {
    try {
      take({ tasks: fromCsv(await event.target.files[0].text()), buffer: $("buffer").value });
      $("preset").value = "";
      $("told").textContent = `${tasks.length} tasks read.`;
    } catch (error) {
      $("told").textContent = error.message;
    }
  });
  $("volume").addEventListener("input", drawPlans);
  $("volume").addEventListener("submit", (event) => {
    event.preventDefault();
    drawPlans();
  });
}
start().catch((error) => {
  $("result").textContent = String(error.message ?? error);
});
window.planner = {
  bill,
  reckon,
  uses,
  onPlan: (plan, asked) =>
    onPlan(
      plans,
      plans.find(({ s, i }) => s === plan[0] && i === plan[1]),
      asked,
    ),
  asCsv,
  costsAsCsv,
  fromCsv,
  tasks: () => tasks,
};
