// The month, the batch, a plan or pay as you go: the engine's answers times how many, itemised; the whole plan in the address.

import { el } from "./elements.js";
import { cost, leading, load, market } from "./engine.js";
import { add, by, fraction, grouped, order, said, shown, times, ZERO } from "./exact.js";
import { copyLink, csv, saved } from "./links.js";
import { billed as billedFor, byMoney, generations, answer as onPlan, purchase } from "./plan-engine.js";

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("plan-data").textContent),
  root = $("planner").dataset.root;
const { fresh: FRESH, words: WORDS } = data;
const FIRST = "freelance" in data.presets ? "freelance" : Object.keys(data.presets)[0];
const OTHER = "other"; // size, in words
// A task's row, and the fields of it by name: what they offer is what can be chosen.
const blank = $("task").content.firstElementChild;
const fields = Object.fromEntries([...blank.querySelectorAll("[name]")].map((input) => [input.name, input]));
const has = (list, word) => [...list.options].some(({ value }) => value === word);
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
const number = (text) => (/^\d{1,9}(\.\d{1,6})?$/.test(text) ? text : "0");
const whole = (text, least = 1) => Math.max(least, Math.min(1e6, Math.round(+text) || least));
// A size as people write it (1920x1080, 4:5, 21:9 4MP, 2K); none where nobody makes it.
export function sizeFrom(text) {
  const said = String(text).trim().toLowerCase();
  const named = Object.entries(data.sizes).find(([, words]) => words.toLowerCase().includes(`(${said})`))?.[0] ?? said;
  const [, a, b, many = 1] = /^(\d\d?):(\d\d?)(?: +(\d\d?) ?mp)?$/.exec(named) ?? [];
  const side = (ratio) => Math.floor(Math.sqrt(many * ratio) * 64) * 16;
  const [, width, height] = a ? [a, side(a / b), side(b / a)] : (/^(\d{2,4}) ?[x×] ?(\d{2,4})$/.exec(named) ?? []);
  return width >= 64 && height >= 64 && width * height <= data.pixels ? `${+width}x${+height}` : undefined;
}
// What a field of the blank row makes of a value; none where it is not one that can be chosen.
function taken(name, value) {
  if (name === "size") return sizeFrom(value);
  const field = fields[name],
    text = String(value);
  field.value = text;
  const fits =
    field.value === text && text !== OTHER && field.checkValidity() && (field.type !== "number" || number(text) === text);
  return fits || (name === "model" && grid.offers.some(({ i }) => i === text)) ? text : undefined;
}
const FIELDS = Object.keys(fields);
const LEAST = { ...FRESH, deliverables: 1 };
function clean(task) {
  const said = Object.fromEntries(FIELDS.map((name) => [name, taken(name, task[name]) ?? LEAST[name]]));
  return order(fraction(said.high), fraction(said.low)) < 0 ? { ...said, high: said.low } : said;
}
// What of a task nobody understands, in words.
const unknown = (task) =>
  FIELDS.filter((name) => taken(name, task[name]) === undefined).map(
    (name) => `${fields[name].previousSibling.textContent} “${task[name]}”`,
  );
const plainly = ({ offer, no, why }) =>
  `${grid.names[offer.p]} ${offer.n}: ${(no ?? why).replace(/^.*?: (?:expected )?/, "").replace(", found ", "; there is ")}`;
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
// One task at the cheapest offer that can, as costs/plan/workloads.py `bill_task`.
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
      none: near ? plainly(near) : WORDS.unsold,
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
      (able.length > 1 ? `the cheapest of ${able.length} that can` : WORDS.only) +
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
// A table of the page's own, filled: of each cell its words or parts. On a phone its rows are cards, in which a number says its head.
function table(id, lines) {
  const section = $(id).content.firstElementChild.cloneNode(true),
    heads = [...section.querySelectorAll("th")];
  const cell = (parts, at, { length }) => {
    const { className: kind, textContent: words } = heads[at + 1];
    const form = length > 1 ? { class: kind, "data-head": kind === "num" ? words : null } : { class: "none", colspan: 5 };
    return el("td", form, ...[parts].flat());
  };
  const row = ([who, ...cells]) => el("tr", {}, el("th", { scope: "row" }, who), ...cells.map(cell));
  section.querySelector("tbody").append(...lines.map(row));
  return section;
}
function draw() {
  const { bills, totals: sums, missing } = reckon(),
    reserve = number($("buffer").value),
    out = $("result");
  if (!tasks.length) {
    out.replaceChildren(el("p", { class: "note" }, WORDS.empty));
    out.dataset.total = "[]";
    return;
  }
  const total = el(
    "p",
    { class: "total" },
    el("strong", {}, sums.map(([currency, amounts]) => span(amounts, money(currency))).join(" and ") || WORDS.none),
    missing.length
      ? `${sums.length ? WORDS.without : ":"} ${missing.length} ${missing.length > 1 ? WORDS.tasks : WORDS.task}`
      : WORDS.month,
  );
  if (+reserve && sums.length)
    total.append(
      `; with ${reserve} ${WORDS.reserve} ${sums
        .map(([currency, amounts]) =>
          span(
            amounts.map((amount) => said(times(fraction(amount), by(add([100n, 1n], fraction(reserve)), [100n, 1n])))),
            money(currency),
          ),
        )
        .join(" and ")}`,
    );
  const lines = bills.map((entry) => {
    if (entry.none) return [entry.task.name, entry.none];
    const { offer, low, currency } = entry,
      say = money(currency);
    return [
      entry.task.name,
      span(entry.billed),
      [
        el("a", { href: `${root}providers/${offer.p}.html` }, grid.names[offer.p]),
        ` ${offer.n}`,
        el("small", {}, `${entry.why}; ${WORDS.sold} ${entry.answer.s}`),
      ],
      say(low.money !== null ? low.perImage : low.each),
      span(entry.amounts, say),
      span(entry.per, say),
    ];
  });
  const drawing = ++turn;
  out.replaceChildren(total, table("by-task", lines));
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
        WORDS.at_one,
        others
          .map(([id, sums, listed]) => `${grid.names[id]} ${span(sums, money("USD"))}${listed ? WORDS.listed : ""}`)
          .join(" · "),
        ".",
      )
    : el("p", {}, WORDS.nobody);
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
  const words = opened.total === now ? WORDS.same : `${WORDS.came} ${then(opened.total) || WORDS.unsure}; ${WORDS.moved}`;
  box.append(el("p", {}, `${WORDS.made} ${opened.made}; ${WORDS.today} ${data.as_of}: ${words}`));
  const made = opened.made;
  Promise.all([...used].sort().map(changesOf))
    .then((found) => {
      const list = found
        .flat()
        .filter((change) => change.at > made)
        .sort((a, b) => (a.at < b.at) - (a.at > b.at))
        .slice(0, 8);
      box.append(el("p", {}, list.length ? WORDS.since : WORDS.unmoved));
      if (list.length)
        box.append(
          el("ul", {}, ...list.map((change) => el("li", {}, el("a", { href: `${root}changes/${change.id}.html` }, change.said)))),
        );
    })
    .catch(() => {});
  return box;
}
const changesOf = (seller) => fetch(`${root}grid/changes/${seller}.json`).then((answer) => answer.json());
// A field of a task's row shows what the task says; what its list has not is added to it.
function show(input, task) {
  const said = String(task[input.name]);
  if (input.options && !has(input, said)) input.add(new Option(said.replace("x", " × "), said));
  input.value = said;
  if (input.name === "references") input.max = most(task);
  input.addEventListener("input", () => {
    if (input.value === OTHER) return sizeOfOnesOwn(task, input);
    task[input.name] = input.value;
    if (input.name === "model") {
      task.references = Math.min(task.references, most(task));
      rows();
    }
    own(input);
  });
}
// Another size, in words: asked for in the place of the list.
function sizeOfOnesOwn(task, list) {
  const input = el("input", { name: "size", placeholder: WORDS.size });
  list.replaceWith(input);
  input.focus();
  input.addEventListener("change", () => {
    if (!input.value) return rows();
    const size = sizeFrom(input.value);
    tell(size ? "" : `“${input.value}”: ${WORDS.no_size}`);
    input.setAttribute("aria-invalid", !size);
    if (!size) return;
    task.size = size;
    rows();
    own();
  });
}
const tell = (words) => {
  $("told").textContent = words;
};
// How many pictures the chosen model takes, as far as there are answers.
const most = (task) => Math.min(data.references[task.model] ?? data.most, data.most);
function rows() {
  $("tasks").replaceChildren(
    ...tasks.map((task, place) => {
      const row = blank.cloneNode(true),
        drop = row.querySelector("button");
      for (const input of row.querySelectorAll("[name]")) show(input, task);
      drop.ariaLabel += ` ${task.name}`;
      drop.addEventListener("click", () => {
        tasks.splice(place, 1);
        rows();
        own();
      });
      return row;
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
function own(by) {
  $("preset").value = "";
  changed(by);
}
// Each change is a step one can take back; what is typed into one field is one.
let touched = null;
function changed(by = {}) {
  opened = null;
  draw();
  history[by === touched ? "replaceState" : "pushState"](null, "", `?${query()}${location.hash}`);
  touched = by;
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
  const plain = text.replace(/^\ufeff/, ""),
    found = [];
  for (const line of plain.matchAll(/(?:"(?:[^"]|"")*"|[^"\n])+/g)) {
    const cells = [...line[0].replace(/\r$/, "").matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare,
    );
    if (cells.some(Boolean)) found.push([plain.slice(0, line.index).split("\n").length, cells]);
  }
  const [[, heads] = [1, []], ...lines] = found,
    names = heads.map((name) => name.trim());
  if (!names.includes("deliverables")) throw new Error(`Line 1: ${WORDS.columns} ${FIELDS.join(",")}.`);
  return lines.map(([at, line]) => {
    if (line.length > names.length) throw new Error(`Line ${at}: ${line.length} values under ${names.length} names.`);
    const said = names
      .map((name, i) => [name, (line[i] ?? "").replace(/^'(?=[=+\-@\t\r])/, "")])
      .filter(([name, value]) => FIELDS.includes(name) && value !== "");
    const task = { ...FRESH, ...Object.fromEntries(said) };
    const wrong = unknown(task);
    if (wrong.length) throw new Error(`Line ${at}: ${wrong.join("; ")} ${WORDS.not_taken}`);
    return clean(task);
  });
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
  if (use.topped) words.push(WORDS.topped);
  else if (use.left && use.left !== "0") words.push(`${Math.round(+use.left * 100)} ${WORDS.unused}`);
  if (use.lost && use.lost !== "0") words.push(`${Math.round(+use.lost * 100)} ${WORDS.lost}`);
  if (use.plan.a && use.plan.a !== use.total && !use.plan.o && !use.topped)
    words.push(`${money(use.plan.c)(use.plan.a)} at once`);
  if (use.plan.f) words.push(`${money(use.plan.c)(use.plan.f)} the first time`);
  if (use.plan.b) words.push(WORDS.beside);
  for (const row of use.plan.c === "USD" && !use.plan.o && Number(use.plan.p) ? others.filter(Boolean) : []) {
    const [n, d] = by(use.plan.m.map(BigInt), fraction(row.dollars));
    words.push(`beats ${grid.names[row.offer.p]} at ${shown(row.dollars)} above ${grouped(n / d)}`);
  }
  return words.join("; ");
}
function ownPlan(form, images, days) {
  const quantity = whole(form.elements.quantity.value),
    price = form.elements.price.value;
  if (!price || number(price) !== price) return null;
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
const FEW = 30;
function drawPlans(all) {
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
  const line = (use, who, note = "") => [
    who,
    use.model ?? WORDS.whatever,
    use.total === null ? WORDS.short : money(use.plan.c)(use.total),
    use.perImage === null ? "–" : `${data.sure[use.sure] ?? ""}${money(use.plan.c)(use.perImage)}`,
    rest(use, ...(model || use.plan.i === "own" ? [payg, maker] : [])) + note,
  ];
  const lines = (all ? found : found.slice(0, FEW)).map((use) => line(use, `${grid.names[use.plan.s]}, ${use.plan.n}`));
  if (own) lines.unshift(line(own, WORDS.own, weekends));
  if (payg)
    lines.unshift([
      `${WORDS.payg} ${grid.names[payg.offer.p]}`,
      payg.offer.n,
      shown(said(times(fraction(payg.dollars), [BigInt(images), 1n]))),
      shown(payg.dollars),
      [(model ? WORDS.of_model : WORDS.of_any) + (api && WORDS.by_api), payg.why].filter(Boolean).join("; "),
    ]);
  const section = table("by-plan", lines);
  section.querySelector("caption").prepend(`${grouped(images)} `);
  $("volume-result").replaceChildren(section);
  if (all || !found[FEW]) return;
  const more = el("button", { type: "button" }, `Show all ${found.length} plans`);
  more.addEventListener("click", () => drawPlans(true));
  $("volume-result").append(more);
}
// The plan of an address; what of it nobody understands is said.
function restore(asked) {
  const given = asked.getAll("t").map((text) => asTask(text.split("~"))),
    preset = data.presets[FIRST];
  const wrong = given.flatMap(unknown);
  // An address that says when it was made is of a plan of one's own, be it empty.
  const own = given.length || asked.has("made");
  tasks = own ? given.slice(0, 60).map(clean) : preset.tasks.map((task) => ({ ...FRESH, ...task }));
  $("preset").value = own ? "" : FIRST;
  const [reserve, at] = [asked.get("reserve") ?? (own ? "0" : preset.buffer), asked.get("at") ?? ""];
  $("buffer").value = number(reserve);
  if (number(reserve) !== reserve) wrong.push(`reserve “${reserve}”`);
  if (!has($("only"), at)) wrong.push(`seller “${at}”`);
  $("only").value = has($("only"), at) ? at : "";
  tell(wrong.length ? `${WORDS.left_out} ${wrong.join("; ")}.` : "");
}
async function start() {
  // Before anything is waited for: what somebody writes meanwhile stays.
  const asked = new URLSearchParams(location.search);
  const { seller, images } = $("volume").elements;
  if (asked.get("seller")) seller.value = asked.get("seller");
  if (asked.get("images") && images.value === images.defaultValue) images.value = asked.get("images");
  [grid, { plans }] = await Promise.all([load(), fetch(`${root}grid/plans.json`).then((found) => found.json())]);
  restore(asked);
  if (asked.has("t") && asked.get("made")) {
    opened = { made: asked.get("made").slice(0, 10), total: (asked.get("total") ?? "").slice(0, 200) };
  }
  rows();
  if (location.hash === "#plans") $("plans").scrollIntoView();
  setTimeout(draw);
  setTimeout(drawPlans, 30);
  addEventListener("popstate", () => {
    touched = null;
    restore(new URLSearchParams(location.search));
    rows();
    draw();
  });
  $("preset").addEventListener("change", (event) => {
    take(data.presets[event.target.value] ?? { tasks: [], buffer: "0" });
  });
  for (const id of ["buffer", "only"]) $(id).addEventListener("input", () => changed($(id)));
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
      tell(`${tasks.length} task${tasks.length === 1 ? "" : "s"} read.`);
    } catch (error) {
      tell(error.message);
    }
    event.target.value = "";
  });
  $("volume").addEventListener("input", () => drawPlans());
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
  onPlan: (plan, asked) =>
    onPlan(
      plans,
      plans.find(({ s, i }) => s === plan[0] && i === plan[1]),
      asked,
    ),
  asCsv,
  costsAsCsv,
  tasks: () => tasks,
};
