// The comparison for any image, filtered and sorted; the whole state in the address. Without this script the page shows its own recipe.

import { aged } from "./ages.js";
import { leading, load, market, multiple, proven, words } from "./engine.js";
import { apart, shown } from "./exact.js";
import { copyLink } from "./links.js";

const form = document.getElementById("choose"),
  table = document.getElementById("ranking"),
  body = table.tBodies[0];
const count = document.getElementById("count"),
  answer = document.getElementById("answer"),
  beside = document.getElementById("beside");
const makers = document.querySelector(".makers"),
  others = document.getElementById("more");
const root = form.dataset.root,
  WINDOW = 200,
  SCREEN = 24;
const RECIPES = {
  draft: { quality: "low" },
  standard: {},
  final: { quality: "high" },
  "2k": { size: "2048x2048" },
  "4k": { size: "4096x4096" },
  edit: { references: "1" },
};
const USUAL = {
  quality: "medium",
  size: "1024x1024",
  references: "0",
  tier: "standard",
  count: "1",
  find: "",
  maker: "",
  seller: "",
  shape: "",
  can: "",
  currency: "",
  all: "",
  proven: "",
  sort: "",
  ...RECIPES[form.dataset.recipe],
};
let state = { ...USUAL },
  grid = null,
  answers = null,
  asked = "",
  rows = [],
  windowed = WINDOW,
  loading = null,
  turn = 0;
const drawn = [...body.rows],
  caption = table.caption.textContent,
  counted = count.textContent;

const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== "") node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};
const svg = (name, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};
const scale = [...table.querySelectorAll("thead .tick")].map((tick) => tick.textContent);
const first = scale[0]?.startsWith("$") ? Math.log10(+scale[0].slice(1)) : Math.log10(parseFloat(scale[0]) / 100);
function dot(dollars) {
  const wide = 132,
    x = Math.min(Math.max(((Math.log10(+dollars || 1e-9) - first) / scale.length) * wide, 4), wide - 4);
  const node = svg("svg", { class: "dot", width: wide, height: 12, "aria-hidden": "true" });
  node.append(
    svg("path", {
      d: scale
        .slice(1)
        .map((_, i) => `M${Math.round(((i + 1) * wide) / scale.length)} 0v12`)
        .join(""),
    }),
    svg("circle", { cx: Math.round(x), cy: 6, r: 4 }),
  );
  return node;
}
const mark = (words, title) => el("i", { class: "mark", title }, words);

function line(row, rank) {
  const { offer, answer: said } = row;
  const name = offer.n.length > 48 ? `${offer.n.slice(0, 47)}…` : offer.n;
  const head = el(
    "th",
    { scope: "row", title: offer.i },
    offer.m ? el("a", { href: `${root}models/${offer.m}.html` }, name) : name,
  );
  for (const [code, why] of row.because) head.append(" ", mark(grid.standing.marks[code], why));
  if (said.g) head.append(" ", mark(`${said.g} only`, "the price of one region; there is none for others"));
  if (said.l) head.append(" ", mark(said.l, "credits are bought with a plan first"));
  if (said.n) head.append(" ", mark(grid.standing.words.work, said.n));
  if (said.h) head.append(" ", mark("unequal", `beside the maker's own: ${said.h}`));
  const time = el("time", { datetime: said.d }, said.d ?? "");
  const read = el(
    "td",
    { class: "read" },
    said.q ? el("a", { href: `${root}evidence/${offer.p}${offer.e ? `~${offer.e}` : ""}.html#${said.q}` }, time) : time,
  );
  if (said.d) aged(time);
  const price = el(
    "td",
    { class: "num price", title: row.dollars === null ? row.why : `$${row.dollars}` },
    row.dollars === null
      ? `${row.total} ${row.currency === "credit" ? "credits" : row.currency}`
      : +row.dollars
        ? shown(row.dollars)
        : "free",
  );
  if (row.paidIn && row.paidIn !== "USD" && +row.dollars)
    price.prepend(
      el("i", { class: "near", title: `1 ${row.paidIn} = $${grid.rates[row.paidIn]}, European Central Bank` }, "≈"),
      " ",
    );
  return el(
    "tr",
    { class: rank ? "" : "off" },
    el("td", { class: "num rank" }, rank ? String(rank) : "–"),
    head,
    el("td", {}, el("a", { href: `${root}providers/${offer.p}.html` }, grid.names[offer.p])),
    price,
    el("td", { class: "bars" }, +row.dollars ? dot(row.dollars) : null),
    el(
      "td",
      { class: "native" },
      said.s + (said.c === "credit" && grid.plans[offer.p]?.[0] ? `, ${grid.plans[offer.p][0]}` : ""),
    ),
    el(
      "td",
      { class: "num times" },
      offer.f
        ? "maker"
        : multiple(row, answers.own)
          ? `× ${(+row.times).toFixed(2)}`
          : el("span", { class: "none", title: "no current price of the maker to compare with" }, "–"),
    ),
    el("td", {}, el("span", { class: `basis ${said.b}` }, said.b)),
    read,
  );
}
const node = (row) => (row.node ??= line(row, row.rank));
const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const SORTS = {
  price: (a, b) => (a.dollars === null) - (b.dollars === null) || (a.dollars === null ? 0 : apart(a.sum.order, b.sum.order)),
  model: (a, b) => text(a.offer.n.toLowerCase(), b.offer.n.toLowerCase()),
  seller: (a, b) => text(grid.names[a.offer.p].toLowerCase(), grid.names[b.offer.p].toLowerCase()),
  native: (a, b) => text(a.answer.u, b.answer.u) || text(a.answer.c, b.answer.c) || apart(a.each, b.each),
  times: (a, b) => !multiple(a, answers.own) - !multiple(b, answers.own) || (a.times ? apart(a.times, b.times) : 0),
  basis: (a, b) => text(a.answer.b, b.answer.b),
  read: (a, b) => text(b.answer.d ?? "", a.answer.d ?? ""),
};
function chosen() {
  const { maker, seller, shape, can, currency } = state,
    looked = state.find ? state.find.toLowerCase().split(/\s+/) : [];
  return (row) => (!state.proven || proven(grid, row)) && fits(row);
  function fits({ offer, answer: said, place }) {
    return (
      looked.every((word) => words(grid, place).includes(word)) &&
      (!maker || grid.models[offer.m]?.k === maker) &&
      (!seller || offer.p === seller) &&
      (!shape || said.u === shape) &&
      (!can || grid.models[offer.m]?.a.includes(can)) &&
      (!currency || said.c === currency)
    );
  }
}

function inWords({ references, quality, size, tier, count: images }) {
  const what = references ? `edit with ${references} reference${references > 1 ? "s" : ""}` : "generate";
  const parts = [what, `${quality} quality`, size.replace("x", " × "), tier === "standard" ? "" : tier];
  return [...parts, images > 1 ? `of ${images.toLocaleString("en")}` : ""].filter(Boolean).join(", ");
}
function draw() {
  const recipe = {
    quality: state.quality,
    size: state.size,
    references: +state.references,
    tier: state.tier,
    count: Math.max(1, Math.min(1e6, Math.round(+state.count || 1))),
  };
  const key = JSON.stringify(recipe);
  if (key !== asked) {
    answers = market(grid, recipe);
    asked = key;
  }
  const keeps = chosen(),
    paid = (row) => +row.dollars,
    placed = answers.rows.filter(keeps).filter(paid),
    kept = placed.filter((row) => row.rank).length,
    listed = placed.length - kept;
  const apartRows = state.all
    ? answers.rows
        .filter((row) => !paid(row))
        .concat(answers.beside)
        .filter(keeps)
    : [];
  rows = placed.concat(apartRows);
  if (state.sort) {
    const [column, down] = state.sort.split("-"),
      sort = SORTS[column];
    if (sort) rows.sort((a, b) => (down ? -sort(a, b) : sort(a, b)));
  }
  // A screenful at once, the rest of the window after it was painted: a key is answered while one still types.
  const drawing = ++turn,
    shownRows = rows.slice(0, SCREEN).map(node),
    later = rows.slice(SCREEN, windowed);
  const rest = [];
  if (rows.length > windowed) {
    const more = el("button", { type: "button" }, `Show ${Math.min(WINDOW, rows.length - windowed)} more of ${rows.length}`);
    more.addEventListener("click", () => {
      windowed += WINDOW;
      draw();
    });
    rest.push(el("tr", {}, el("td", { colspan: 9 }, more)));
  }
  const unranked = answers.rows.length - answers.ranked.length + answers.beside.length;
  if (!rows.length)
    shownRows.push(
      el(
        "tr",
        {},
        el(
          "td",
          { colspan: 9, class: "none" },
          `Nothing fits. ${answers.ranked.length} ranked and ${unranked} more answer this image.`,
        ),
      ),
    );
  body.replaceChildren(...shownRows);
  if (later.length || rest.length)
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (drawing === turn) body.append(...later.map(node), ...rest);
      }),
    );
  const of = `${grid.offers.length} offers${grid.of ? ` searched, of ${grid.of}` : ""}`;
  count.textContent = `${kept} ranked, ${listed} listed${state.all ? `, ${apartRows.length} apart` : ""} of ${of}`;
  const apart = state.all ? ` and ${apartRows.length} that are not ranked` : "";
  table.caption.textContent = `${kept} offers, ${listed} more that are listed${apart}: ${inWords(recipe)}`;
  const best = leading(grid, placed)[0];
  const told = el("p");
  if (best)
    told.append(
      el("strong", { title: `$${best.dollars}` }, shown(best.dollars)),
      ` is the cheapest that fits${grid.of ? `, of the ${grid.offers.length} offers searched` : ""}: ${best.offer.n} at `,
      el("a", { href: `${root}providers/${best.offer.p}.html` }, grid.names[best.offer.p]),
      best.why ? ` (${best.why}; nothing else fits).` : ".",
    );
  else told.append("No offer that fits can be ranked.");
  if (best && recipe.count > 1)
    told.append(
      ` ${recipe.count.toLocaleString("en")} images: ${best.paidIn === "USD" ? shown(best.money) : `${best.money} ${best.paidIn}`}.`,
    );
  answer.replaceChildren(told);
  beside.hidden = true;
  if (IMAGE.every((name) => state[name] === USUAL[name])) current?.setAttribute("aria-current", "page");
  else current?.removeAttribute("aria-current");
  if (makers) makers.hidden = true;
  if (others) others.hidden = true;
  sorted(state.sort || "price");
}
function sorted(by) {
  const [column, down] = by.split("-");
  for (const th of table.tHead.rows[0].cells)
    if (th.dataset.sort === column) th.setAttribute("aria-sort", down ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
}
const IMAGE = ["quality", "size", "references", "tier"],
  current = document.querySelector(".recipes [aria-current]");
const usual = () => Object.keys(USUAL).every((name) => state[name] === USUAL[name]);
function restore() {
  turn++;
  body.replaceChildren(...drawn);
  table.caption.textContent = caption;
  beside.hidden = false;
  if (makers) makers.hidden = false;
  if (others) others.hidden = false;
  count.textContent = counted;
  asked = "";
  current?.setAttribute("aria-current", "page");
  sorted("price");
}
const ready = () =>
  (loading ??= load().then((loaded) => {
    grid = loaded;
    requestAnimationFrame(() => setTimeout(spelled));
  }));
// In turns, after the first rows: a key then finds the words there.
function spelled(place = 0) {
  for (const end = Math.min(place + 2000, grid.offers.length); place < end; place++) words(grid, place);
  if (place < grid.offers.length) setTimeout(spelled, 0, place);
}
function tell() {
  const query = new URLSearchParams(Object.entries(state).filter(([name, value]) => value !== USUAL[name])).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}
async function update(push = true) {
  if (push) tell();
  try {
    await ready();
    if (usual() && !push) return;
    draw();
  } catch (error) {
    loading = null;
    count.className = "count";
    count.textContent = String(error.message ?? error);
  }
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
    if (field.tagName === "SELECT" && field.selectedIndex < 0) {
      field.value = USUAL[name];
      state[name] = USUAL[name];
    }
  }
}
form.addEventListener("focusin", () => {
  ready().catch(() => {
    loading = null;
  });
});
form.addEventListener("input", () => {
  windowed = WINDOW;
  read();
  update();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  copyLink(event.submitter ?? form.querySelector("[type=submit]"));
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  state = { ...USUAL };
  write();
  tell();
  restore();
});
for (const th of table.tHead.rows[0].cells) {
  if (!th.dataset.sort) continue;
  const button = el("button", { type: "button" }, th.textContent);
  th.replaceChildren(button);
  button.addEventListener("click", () => {
    const column = th.dataset.sort,
      now = state.sort || "price";
    state.sort = now === column ? `${column}-down` : column === "price" ? "" : column;
    update();
  });
}
sorted("price");
for (const [name, value] of new URLSearchParams(location.search)) if (name in USUAL) state[name] = value;
write();
if (!["quality", "size", "references", "tier", "count"].every((name) => state[name] === USUAL[name]))
  form.querySelector("details").open = true;
if (!usual()) update(false);
window.imageprices = { ready, grid: () => grid };
