// The comparison for any image, filtered, folded and sorted; the whole state in the address. Without it the page shows its own recipe.
import { el } from "./elements.js";
import { byModel, headline, leading, limitOf, load, market, multiple, proven, ratingOf, shows } from "./engine.js";
import { apart, grouped, shown } from "./exact.js";
import { copyLink, csv, saved } from "./links.js";
import { chart } from "./quality-chart.js";
import { amount, asSold, evidence, idOf, line, rateWords, SIGNS, scaleOf, sideBySide } from "./ranking-rows.js";
import { called, chosenBy, near, words, wordsOf } from "./search.js";

const $ = (id) => document.getElementById(id);
const form = $("choose");
const table = $("ranking");
const count = $("count");
const told = $("told");
const answer = $("answer");
const { root } = form.dataset;
const WINDOW = 200;
const SCREEN = 20;
const LOT = 40; // rows drawn in one turn
const PAUSE = 300; // milliseconds without a key
const FEW = 12; // offers that are all shown at once
const MOST = 5; // offers side by side
const IMAGE = ["quality", "size", "references", "tier"];
const USUAL = {
  quality: form.dataset.quality,
  size: form.dataset.size,
  references: form.dataset.references,
  tier: "standard",
  count: "1",
  per: "",
  money: "USD",
  find: "",
  maker: "",
  seller: "",
  shape: "",
  can: "",
  currency: "",
  good: "",
  board: "",
  rows: "",
  all: "",
  proven: "",
  first: "",
  sort: "",
  pick: "",
};
// Words that choose the image or the money where nothing is called by them, or choose nothing: the page has them beside what they mean.
const AXES = {};
for (const name of [...IMAGE, "money"])
  for (const { value, dataset } of form.elements[name])
    for (const word of dataset.called?.split("|") ?? []) AXES[word] ??= { [name]: value };
for (const word of form.dataset.ignored.split(" ")) AXES[word] ??= {};

let state = { ...USUAL };
let grid = null;
let answers = null;
let asked = "";
let rows = [];
let groups = [];
let windowed = WINDOW;
let loading = null;
let turn = 0;
let typing = "";
const drawn = [...table.tBodies];
const picture = $("chart")?.cloneNode(true);
const still = [[...table.caption.childNodes], count.textContent, [...answer.childNodes]];
const scale = scaleOf(table);
const heads = table.tHead.rows[0].cells;
const current = document.querySelector(".recipes [aria-current]");

// --- what is asked --------------------------------------------------------------------------------------------------------------

const picked = () => state.pick.split(",").filter(Boolean).map(decodeURIComponent);
const images = () => (state.per === "1000" ? 1000 : Math.max(1, Math.min(1e6, Math.round(+state.count || 1))));
// Each thing that is asked of an offer, with the words that take it back.
function conditions(names) {
  const { maker, seller, shape, can, currency } = state;
  const chosen = (name) => form.elements[name].selectedOptions[0]?.textContent ?? state[name];
  return [
    names.length && { name: "find", says: `“${phrase(names)}”`, fits: (row) => called(grid, row.place, names) },
    maker && { name: "maker", says: maker, fits: (row) => grid.models[row.offer.m]?.k === maker },
    seller && { name: "seller", says: chosen("seller"), fits: (row) => row.offer.p === seller },
    shape && { name: "shape", says: `billed by ${chosen("shape")}`, fits: (row) => row.answer?.u === shape },
    can && { name: "can", says: chosen("can"), fits: (row) => grid.models[row.offer.m]?.a.includes(can) },
    currency && { name: "currency", says: `paid in ${chosen("currency")}`, fits: (row) => row.answer?.c === currency },
    state.proven && { name: "proven", says: "proven only", fits: (row) => !row.answer || proven(grid, row) },
    state.first && { name: "first", says: "makers only", fits: (row) => row.offer.f },
  ].filter(Boolean);
}
function reckon() {
  const typed = wordsOf(state.find);
  const anybody = typed.length && grid.offers.some((_, place) => called(grid, place, typed));
  const read = anybody ? { names: typed, image: {} } : chosenBy(typed, AXES);
  const { money, quality, size, references, tier } = { ...state, ...read.image };
  const recipe = { quality, size, references: +references, tier, count: images(), good: state.good };
  const key = JSON.stringify(recipe);
  if (key !== asked) {
    answers = market(grid, recipe);
    asked = key;
  }
  return { recipe, money, wanted: conditions(read.names), names: read.names };
}
const SORTS = {
  price: (a, b) => (a.dollars === null) - (b.dollars === null) || (a.dollars === null ? 0 : apart(a.sum.order, b.sum.order)),
  model: (a, b) => text(a.offer.n.toLowerCase(), b.offer.n.toLowerCase()),
  seller: (a, b) => text(grid.names[a.offer.p].toLowerCase(), grid.names[b.offer.p].toLowerCase()),
  native: (a, b) => text(a.answer.u, b.answer.u) || text(a.answer.c, b.answer.c) || apart(a.each, b.each),
  times: (a, b) => !multiple(a, answers.own) - !multiple(b, answers.own) || (a.times ? apart(a.times, b.times) : 0),
  rating: (a, b, rating) => (rating(a) === undefined) - (rating(b) === undefined) || +(rating(b) ?? 0) - +(rating(a) ?? 0),
  read: (a, b) => text(b.answer.d ?? "", a.answer.d ?? ""),
};
const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const phrase = (names) => names.join(" ").replaceAll("|", " or ");
const plural = (many, one) => `${grouped(many)} ${one}${many === 1 ? "" : "s"}`;

// --- what is shown --------------------------------------------------------------------------------------------------------------

function inWords({ references, quality, size, tier, count: many, good }) {
  const what = references ? `edit with ${references} reference${references > 1 ? "s" : ""}` : "generate";
  const parts = [what, `${quality} quality`, size.replace("x", " × "), tier === "standard" ? "" : tier];
  const least = good && `at least as good as ${form.elements.good.selectedOptions[0]?.textContent ?? good}`;
  return [...parts, many > 1 ? `of ${grouped(many)}` : "", least].filter(Boolean).join(", ");
}
function draw() {
  const { recipe, money, wanted, names } = reckon();
  const view = { per: state.per, money, board: state.board, count: recipe.count };
  const keeps = (row, but) => wanted.every((one) => one === but || one.fits(row));
  const paid = (row) => +row.dollars;
  const priced = answers.rows.filter(paid);
  const placed = priced.filter((row) => keeps(row));
  const apartRows = state.all
    ? answers.rows
        .filter((row) => !paid(row))
        .concat(answers.beside)
        .filter((row) => keeps(row))
    : [];
  const folded = state.rows !== "offers";
  const all = folded ? byModel(placed) : placed.map((row) => [row]);
  // Ranks count what is shown, in the order of the price, however it is sorted then.
  const ranks = new Map();
  for (const [row] of all) if (!row.standing) ranks.set(row, ranks.size + 1);
  groups = all.concat(apartRows.map((row) => [row]));
  rows = groups.flat();
  const [column, down] = state.sort.split("-");
  if (SORTS[column]) {
    const rating = (row) => ratingOf(grid, row, recipe, state.board);
    groups.sort(([a], [b]) => SORTS[column](a, b, rating) * (down ? -1 : 1));
  }
  const unfold = rows.length <= FEW;
  const context = { grid, root, view, scale, own: answers.own, recipe, picked: picked() };
  const bodyOf = (group) => {
    const [first, ...others] = group;
    const body = el("tbody", { class: others.length && !unfold ? "folded" : "" });
    body.append(line(context, first, { rank: ranks.get(first), others: others.length }));
    body.unfold = () => body.append(...others.map((row) => line(context, row, { beneath: true })));
    if (unfold) toggled(body);
    return body;
  };
  // A screenful at once, some more after it was painted, the rest once one pauses: the next key has few rows to put away.
  const drawing = ++turn;
  const listed = folded && !state.sort && ranks.size ? groups.findIndex(([row]) => row.standing) : -1;
  const drawnFrom = (start, end) =>
    groups.slice(start, end).flatMap((group, at) => (start + at === listed ? [subhead(), bodyOf(group)] : [bodyOf(group)]));
  const most = Math.min(groups.length, windowed);
  const rest = groups.length > windowed ? [moreOf(groups.length)] : [];
  const silent = wanted.length ? answers.refused.filter((row) => keeps(row)) : [];
  if (silent.length) rest.push(unpriced(silent));
  if (!groups.length) rest.unshift(el("p", {}, "Nothing matches. "), ...instead(wanted, names, keeps, priced));
  $("beneath").replaceChildren(...rest);
  replaced(drawnFrom(0, SCREEN));
  const chosen = picked().map((id) => [...answers.rows, ...answers.beside].find((row) => idOf(row) === id));
  const taken = chosen.filter(Boolean);
  const models = (found) => new Set(found.map((row) => row.offer.m));
  const lot = (start) => {
    if (drawing !== turn) return;
    shows("view");
    table.append(...drawnFrom(start, Math.min(start + LOT, most)));
    if (start === SCREEN && !leads) nearest(wanted, recipe, names, view);
    if (start === SCREEN) chart($("chart"), byModel(priced), context, models(rows), models(taken));
    if (start + LOT < most) setTimeout(lot, typing && start === SCREEN ? PAUSE : 0, start + LOT);
  };
  soon(() => lot(SCREEN));
  const leads = placed.filter((row) => !row.standing).length;
  const searched = grid.of ? ` searched, of ${grid.of}` : "";
  const kinds = [folded && plural(all.length, "model"), `${leads} ranked`, `${placed.length - leads} listed`];
  if (state.all) kinds.push(`${apartRows.length} apart`);
  count.textContent = `${kinds.filter(Boolean).join(", ")} of ${grid.offers.length} offers${searched}`;
  const also = state.all ? ` and ${apartRows.length} not ranked` : "";
  const rate = money === "USD" ? "" : `; converted at ${rateWords(grid, money)}`;
  const said = `${plural(leads, "offer")} ranked, ${placed.length - leads} more listed${also}: ${inWords(recipe)}${rate}.`;
  table.caption.replaceChildren(said, ...ratedBy(recipe));
  document.querySelector("#chart .by")?.replaceChildren(...ratedBy(recipe));
  headed(view);
  headlined(placed, view, recipe, names);
  const lost = picked().filter((_, at) => !chosen[at]);
  if (lost.length) told.textContent = `Not among the answers to this image: ${lost.join(", ")}.`;
  sideBySide($("picked"), taken, context, recipes());
  if (IMAGE.every((name) => String(recipe[name]) === USUAL[name])) current?.setAttribute("aria-current", "page");
  else current?.removeAttribute("aria-current");
  sorted();
}
// The board whose ratings stand in the table, with its day.
function ratedBy({ references }) {
  const board = [...form.elements.board].find(
    ({ value }) => value === (state.board || (references ? "image_edit" : "text_to_image")),
  );
  if (!board) return [];
  const { name, day, url } = board.dataset;
  return [" Rating: ", el("a", { href: url, rel: "noopener" }, name), `, ${day}.`];
}
const recipes = () =>
  [...document.querySelectorAll(".recipes a")].map((card) => ({
    label: card.querySelector("b").textContent,
    recipe: { ...card.dataset, references: +card.dataset.references, tier: "standard", count: 1 },
  }));
// The offers beneath a model's first one are drawn when they are first asked for.
function toggled(body) {
  body.unfold?.();
  body.unfold = null;
  body.querySelector(".fold")?.setAttribute("aria-expanded", !body.classList.contains("folded"));
}
// Offers that are called so and have no price for this image, each with the reason.
function unpriced(found) {
  const list = found
    .slice(0, WINDOW / 4)
    .map(({ offer, no }) => el("li", {}, `${grid.names[offer.p]}, ${offer.n}: ${no.slice(offer.p.length + offer.i.length + 3)}`));
  const says = `${found.length} more ${found.length > 1 ? "offers have" : "offer has"} no price for this image: why`;
  return el(
    "details",
    found.length <= FEW ? { open: "open" } : {},
    el("summary", {}, says),
    el("ul", { class: "plain" }, ...list),
  );
}
const subhead = () =>
  el(
    "tbody",
    { class: "sub" },
    el("tr", {}, el("th", { colspan: 5, scope: "rowgroup" }, "Listed, not ranked: touch a mark for the reason")),
  );
function moreOf(all) {
  const more = el("button", { type: "button" }, `Show ${Math.min(WINDOW, all - windowed)} more of ${all}`);
  more.addEventListener("click", () => {
    windowed += WINDOW;
    draw();
  });
  return more;
}
function headed({ per, money, count: many }) {
  const unit = per === "1000" ? "Per 1,000" : per === "month" ? `${grouped(many)} a month` : "Per image";
  const [button] = table.tHead.querySelectorAll("[data-sort=price] button");
  button.textContent = money === "USD" ? unit : `${unit}, ${SIGNS[money]}`;
}
// What is near where nothing fits: a word that is called so, or one thing less that is asked.
function instead(wanted, names, keeps, priced) {
  const found = [];
  const offer = (says, change) => {
    const button = el("button", { type: "button" }, says);
    button.addEventListener("click", () => set(change));
    if (found.length < 4) found.push(button, " ");
  };
  if (answers.unrated)
    return [`No settled rating says how good ${answers.unrated} is at this; choose another model to be as good as.`];
  for (const word of names) {
    if (grid.offers.some((_, place) => called(grid, place, [word]))) continue;
    for (const other of near(grid, word))
      offer(`“${other}” instead of “${word}”`, { find: phrase(names.map((one) => (one === word ? other : one))) });
  }
  const byName = wanted.find((one) => one.name === "find");
  for (const one of wanted) {
    const without = one === byName ? 0 : priced.filter((row) => keeps(row, one)).length;
    if (without) offer(`without ${one.says}: ${without}`, { [one.name]: "" });
  }
  // One word less: of a model that is called by all of them that model elsewhere, else what most offers are called.
  const theirs = new Set(grid.offers.filter((offer, place) => offer.m && called(grid, place, names)).map((offer) => offer.m));
  const fewer = (names.length > 1 ? names : []).flatMap((_, at) => {
    const others = names.filter((_, place) => place !== at);
    const fit = priced.filter(
      (row) => called(grid, row.place, others) && keeps(row, byName) && (!theirs.size || theirs.has(row.offer.m)),
    ).length;
    return fit ? [[fit, phrase(others)]] : [];
  });
  for (const [fit, others] of fewer.sort(([a], [b]) => b - a).slice(0, names.length > 2 ? 1 : 2))
    offer(`“${others}”: ${fit}`, { find: others });
  return found;
}
const figureOf = (row, view) => {
  const { text: figure, near: converted } = amount(grid, row, view);
  return `${converted ? "≈ " : ""}${shown(figure, SIGNS[view.money])}`;
};
const placeOf = ({ offer }) => `${offer.n} at ${grid.names[offer.p]}`;
function headlined(placed, view, recipe, names) {
  const [best, cheapest] = headline(grid, placed);
  const said = el("p");
  const many = plural(recipe.count, "image");
  const searched = grid.of ? `, of the ${grid.offers.length} offers searched` : "";
  if (best) {
    const unit = view.per === "1000" ? " per 1,000" : view.per === "month" ? ` for ${many}` : "";
    said.append(
      el("strong", { title: `$${best.dollars}` }, figureOf(best, view)),
      `${unit} is the cheapest match${cheapest === best ? "" : " read from a seller’s page"}${searched}: ${best.offer.n} at `,
      el("a", { href: `${root}providers/${best.offer.p}.html` }, grid.names[best.offer.p]),
      best.why ? ` (${best.why}; nothing else fits).` : ".",
    );
    const sum = best.paidIn === "USD" ? shown(best.money) : `${best.money} ${best.paidIn}`;
    if (recipe.count > 1 && !view.per) said.append(` ${many}: ${sum}.`);
    if (cheapest !== best) said.append(` Cheaper, noted by hand: ${figureOf(cheapest, view)}, ${placeOf(cheapest)}.`);
  } else {
    said.append("Nothing here can be ranked.");
    const [next] = placed;
    if (next) said.append(" The cheapest listed: ", el("b", {}, figureOf(next, view)), `, ${placeOf(next)} (${next.why}).`);
  }
  const own = placed.find(({ offer }) => names.some((name) => name.split("|").includes(offer.p)));
  if (own && own.offer.p !== (best ?? placed[0]).offer.p)
    said.append(` At ${grid.names[own.offer.p]} itself: `, el("b", {}, figureOf(own, view)), own.why ? ` (${own.why}).` : ".");
  answer.replaceChildren(said);
}
// Beside an image that nothing leads for what is nearest: the same square, of medium quality, in no hurry, larger, or as an edit; what
// leads there first.
function nearest(wanted, recipe, names, view) {
  const square = { size: "1024x1024" };
  const tried = [square, { quality: "medium" }, { ...square, quality: "medium" }, { tier: "standard" }];
  tried.push({ size: "2048x2048" }, { size: "4096x4096" }, { ...square, references: 1 - Math.min(recipe.references, 1) });
  const other = (change) => Object.keys(change).some((axis) => change[axis] !== recipe[axis]);
  const found = tried.filter(other).flatMap((change) => {
    const fit = market(grid, { ...recipe, ...change }).rows.filter((row) => +row.dollars && wanted.every((one) => one.fits(row)));
    return fit.length ? [[leading(grid, fit)[0], fit[0], change]] : [];
  });
  const [best, next, change] = found.find(([leads]) => leads) ?? (groups.length ? [] : (found[0] ?? []));
  if (!next) return;
  const row = best ?? next;
  const now = { ...recipe, ...change };
  const there = el("button", { type: "button" }, `${inWords({ ...now, good: "" })}: ${figureOf(row, view)}`);
  const image = Object.fromEntries(IMAGE.map((name) => [name, String(now[name])]));
  there.addEventListener("click", () => set({ ...image, find: phrase(names) }));
  answer.append(el("p", { class: "near" }, "Nearest: ", there, ` ${placeOf(row)}`, row.why && ` (${row.why})`));
}
function sorted() {
  const [column, down] = (state.sort || "price").split("-");
  for (const th of heads)
    if (th.dataset.sort === column) th.setAttribute("aria-sort", down ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
}

// --- the state, and its address ---------------------------------------------------------------------------------------------------

// What is to be done once the screen was painted.
const soon = (act) => requestAnimationFrame(() => setTimeout(act));
function replaced(bodies) {
  for (const body of [...table.tBodies]) body.remove();
  table.append(...bodies);
}
const usual = () => Object.keys(USUAL).every((name) => state[name] === USUAL[name]);
function restore() {
  const drawing = ++turn;
  replaced(drawn.slice(0, SCREEN));
  $("beneath").replaceChildren();
  table.caption.replaceChildren(...still[0]);
  count.textContent = still[1];
  answer.replaceChildren(...still[2]);
  sideBySide($("picked"), []);
  soon(() => {
    if (drawing !== turn) return;
    table.append(...drawn.slice(SCREEN));
    shows("");
    $("chart")?.replaceWith(picture.cloneNode(true));
  });
  asked = "";
  current?.setAttribute("aria-current", "page");
  for (const box of table.querySelectorAll(".pick")) box.checked = false;
  if (grid) headed({ per: "", money: "USD" });
  sorted();
}
const ready = () =>
  (loading ??= load().then((loaded) => {
    grid = loaded;
    soon(spelled);
  }));
// In turns, after the first rows: a key then finds the words there.
function spelled(place = 0) {
  for (const end = Math.min(place + 1000, grid.offers.length); place < end; place++) words(grid, place);
  if (place < grid.offers.length) setTimeout(spelled, 0, place);
  else reckon();
}
const query = (names) => {
  const said = new URLSearchParams(
    names.map((name) => [name, state[name]]).filter(([name, value]) => value !== USUAL[name]),
  ).toString();
  return said && `?${said}`;
};
function tell(push) {
  const search = query(Object.keys(USUAL));
  if (search !== location.search) history[push ? "pushState" : "replaceState"](null, "", search || location.pathname);
  const kept = query(Object.keys(USUAL).filter((name) => !IMAGE.includes(name)));
  for (const card of document.querySelectorAll(".recipes a")) card.search = kept;
}
async function shownAnew() {
  try {
    await ready();
    if (usual()) restore();
    else draw();
  } catch (error) {
    loading = null;
    told.textContent = String(error.message ?? error);
    shows("");
  }
}
// A change of the view: one step back takes it back; what is typed into one field is one step.
function changed(field = "") {
  windowed = WINDOW;
  told.textContent = "";
  const push = !field || field !== typing;
  typing = field;
  if (field) soon(() => tell(push));
  else tell(push);
  return shownAnew();
}
function set(change) {
  Object.assign(state, change);
  write();
  return changed();
}
function read() {
  for (const name of Object.keys(USUAL)) {
    const field = form.elements[name];
    if (field)
      state[name] = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value || (name === "count" ? "1" : "");
  }
}
function write() {
  for (const name of Object.keys(USUAL)) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = state[name] === "1";
    else field.value = state[name];
  }
  $("image").open ||= IMAGE.some((name) => state[name] !== USUAL[name]);
}
// What a parameter may say; null where anything goes.
function choices(name) {
  const field = form.elements[name];
  if (name === "sort")
    return [...heads]
      .map((th) => th.dataset.sort)
      .filter(Boolean)
      .flatMap((column) => [column, `${column}-down`]);
  if (name === "count")
    return { includes: (value) => /^[1-9]\d{0,6}$/.test(value) && +value <= 1e6, join: () => "1 to 1,000,000" };
  if (field?.type === "checkbox") return ["1"];
  return field?.tagName === "SELECT" ? [...field.options].map(({ value }) => value) : null;
}
function fromAddress() {
  const wrong = [];
  state = { ...USUAL };
  for (const [name, value] of new URLSearchParams(location.search)) {
    const may = name in USUAL ? choices(name) : [];
    if (may === null || may.includes(value)) state[name] = value;
    else if (name in USUAL) wrong.push(`${name}=${value} (expected ${may.join(", ")})`);
    else if (!/^(utm_|[a-z]*clid$|ref$)/.test(name)) wrong.push(`${name} (no setting of this page)`);
  }
  if (picked().length > MOST) wrong.push(`pick (expected ${MOST} offers at most)`);
  state.pick = picked().slice(0, MOST).map(encodeURIComponent).join();
  write();
  told.textContent = wrong.length ? `Left out of this link, as it can't be read: ${wrong.join("; ")}.` : "";
  tell(false);
}

// --- what somebody does ---------------------------------------------------------------------------------------------------------

form.addEventListener("focusin", () => {
  ready().catch(() => {
    loading = null;
  });
});
form.addEventListener("input", ({ target }) => {
  read();
  if (target.name === "per" && state.per === "month" && state.count === "1") {
    state.count = "1000";
    write();
  }
  changed(["find", "count"].includes(target.name) ? target.name : "");
});
form.addEventListener("focusout", () => {
  typing = "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  copyLink(event.submitter ?? form.querySelector("[type=submit]"));
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  set(USUAL);
});
$("fold").addEventListener("click", ({ currentTarget }) => {
  const open = form.classList.toggle("open");
  currentTarget.setAttribute("aria-expanded", open);
});
$("csv").addEventListener("click", async () => {
  await ready();
  draw();
  const { recipe, money } = reckon();
  const view = { per: state.per, money, count: recipe.count };
  const head =
    "model maker provider native_id standing reasons dollars_per_image shown currency as_sold rating basis last_seen evidence".split(
      " ",
    );
  const found = rows.map((row) => [
    row.offer.n,
    grid.models[row.offer.m]?.k,
    row.offer.p,
    row.offer.i,
    ["leads", "listed", "unranked"][row.standing],
    row.why,
    row.dollars,
    row.dollars === null ? "" : amount(grid, row, view).text,
    money,
    asSold(grid, row),
    ratingOf(grid, row, recipe, state.board),
    row.answer.b,
    row.answer.d,
    evidence("", row),
  ]);
  saved("comparison.csv", csv([head, ...found]));
  if (usual()) restore();
});
table.addEventListener("click", (event) => {
  const { target } = event;
  if (target.classList.contains("tier")) {
    event.preventDefault();
    set({ tier: target.search.split("=")[1] });
  }
  if (!target.classList.contains("fold")) return;
  const body = target.closest("tbody");
  body.classList.toggle("folded");
  toggled(body);
});
document.addEventListener("change", ({ target }) => {
  if (!target.classList.contains("pick")) return;
  const others = picked().filter((id) => id !== target.value);
  if (target.checked && others.length >= MOST) {
    target.checked = false;
    told.textContent = `${MOST} offers stand side by side at most.`;
    return;
  }
  set({ pick: (target.checked ? [...others, target.value] : others).map(encodeURIComponent).join() });
});
addEventListener("popstate", () => {
  fromAddress();
  shownAnew();
});
for (const th of heads) {
  if (!th.dataset.sort) continue;
  const button = el("button", { type: "button" }, th.textContent);
  th.replaceChildren(button);
  button.addEventListener("click", () => {
    const column = th.dataset.sort;
    const now = state.sort || "price";
    set({ sort: now === column ? `${column}-down` : column === "price" ? "" : column });
  });
}
sorted();
// What somebody chose or wrote while this was loading.
const early = [...form.elements].map((field) => [field, field.value]);
const untouched = ({ defaultValue, options }) =>
  defaultValue ?? ([...options].find((one) => one.defaultSelected) ?? options[0]).value;
fromAddress();
if (usual()) shows("");
else shownAnew();
for (const [field, value] of early) {
  if (!field.name || field.type === "checkbox" || value === untouched(field) || value === field.value) continue;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
window.imageprices = { ready, grid: () => grid, limitOf };
