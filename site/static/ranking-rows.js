// A row of the ranking and of what is compared side by side, as the template draws it (templates/compare.html).
import { aged } from "./ages.js";
import { el } from "./elements.js";
import { market, multiple, ratingOf, waiting } from "./engine.js";
import { by, fraction, grouped, said, shown, times } from "./exact.js";

export const svg = (name, attributes, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};
const WIDE = 132;
// The decades the dots stand on, from the words of the head.
export function scaleOf(table) {
  const words = [...table.querySelectorAll("thead .tick")].map((tick) => tick.textContent);
  const first = words[0]?.startsWith("$") ? Math.log10(+words[0].slice(1)) : Math.log10(parseFloat(words[0]) / 100);
  return { first, decades: words.length };
}
function dot({ first, decades }, dollars) {
  const x = Math.min(Math.max(((Math.log10(+dollars || 1e-9) - first) / decades) * WIDE, 4), WIDE - 4);
  const lines = Array.from({ length: decades - 1 }, (_, at) => `M${Math.round(((at + 1) * WIDE) / decades)} 0v12`).join("");
  return svg(
    "svg",
    { class: "dot", width: WIDE, height: 12, "aria-hidden": "true" },
    svg("path", { d: lines }),
    svg("circle", { cx: Math.round(x), cy: 6, r: 4 }),
  );
}
export const SIGNS = { USD: "$", EUR: "€", GBP: "£", CNY: "¥" };
// What a row comes to in the unit and the money somebody reads it in; `near` where it was converted.
export function amount(grid, row, { per, money, count }) {
  const many = per ? BigInt(count) : 1n;
  const own = per ? row.money : row.perImage;
  if (row.paidIn === money) return { text: own, near: "" };
  // Dollars of one image are said exactly by the engine; of many, by the rate of what they come to.
  const rate = row.paidIn === "USD" ? "1" : grid.rates[row.paidIn];
  const dollars = per
    ? own && rate
      ? times(fraction(own), fraction(rate))
      : times(fraction(row.dollars), [many, 1n])
    : fraction(row.dollars);
  if (money === "USD") return { text: said(dollars), near: row.paidIn };
  return { text: said(by(dollars, fraction(grid.rates[money]))), near: row.paidIn === "USD" ? money : `${row.paidIn}, ${money}` };
}
export const rateWords = (grid, codes) =>
  codes
    .split(", ")
    .filter((code) => code && code !== "USD")
    .map((code) => `1 ${code} = $${grid.rates[code]} (${grid.dated[code]})`)
    .join("; ");
export function price(grid, row, view) {
  if (row.dollars === null) return [`${row.total} ${row.currency === "credit" ? "credits" : row.currency}`];
  if (!+row.dollars) return ["free"];
  const { text, near } = amount(grid, row, view);
  const figure = shown(text, SIGNS[view.money]);
  return near ? [el("i", { class: "near" }, "≈"), ` ${figure}`] : [figure];
}
// A short word with its reason beneath, opened by touch and by key.
export const mark = (word, why) => el("details", { class: "mark" }, el("summary", {}, word), why);
export function marks(grid, row) {
  const { answer: given, because } = row;
  const found = because.map(([code, why]) => mark(grid.standing.marks[code], why));
  if (given.g) found.push(mark(given.g, "the price of one region; there is none for others"));
  if (given.l) found.push(mark(given.l, "credits are bought with a plan first"));
  if (given.n) found.push(mark(grid.standing.words.work, given.n));
  if (given.h) found.push(mark(grid.standing.words.unequal, `beside the maker's own: ${given.h}`));
  return found;
}
export const idOf = ({ offer }) => `${offer.p}~${offer.i}`;
export function evidence(root, { offer, answer: given }) {
  const page = offer.e ? `${offer.p}~${offer.e}` : offer.p;
  return given.q ? `${root}evidence/${page}.html#${given.q}` : null;
}
export function proof(grid, root, row) {
  const { answer: given } = row;
  const time = el("time", { datetime: given.d }, given.d ?? "");
  const where = evidence(root, row);
  const cell = el(
    "td",
    { class: "read" },
    el("span", { class: `basis ${given.b}` }, grid.standing.known[given.b]),
    " ",
    where ? el("a", { href: where }, time) : time,
  );
  if (given.d) aged(time);
  return cell;
}
export const asSold = (grid, { offer, answer: given }) =>
  given.s + (given.c === "credit" && grid.plans[offer.p]?.[0] ? `, ${grid.plans[offer.p][0]}` : "");
export function timesMaker(row, own) {
  if (row.offer.f) return "maker";
  return multiple(row, own) ? `× ${(+row.times).toFixed(2)}` : null;
}
export const named = (offer) => (offer.n.length > 48 ? `${offer.n.slice(0, 47)}…` : offer.n);
const roundly = (rating) => grouped(Math.round(+rating));
const none = () => el("span", { class: "none" }, "–");

// One row; `rank` where it has one, `beneath` where a model's first row stands above it, `others` how many stand beneath it.
export function line(context, row, { rank, beneath, others }) {
  const { grid, root, view, scale, own, recipe, picked } = context;
  const { offer } = row;
  const name = offer.m ? el("a", { href: `${root}models/${offer.m}.html` }, named(offer)) : named(offer);
  const seller = grid.names[offer.p];
  const head = el("th", { scope: "row" }, name, " ");
  if (others)
    head.append(
      el("button", { type: "button", class: "fold", "aria-expanded": "false" }, `+${others} ${others > 1 ? "offers" : "offer"}`),
    );
  const cheaper = waiting(grid, row, recipe);
  const cost = el("td", { class: "num price", title: row.dollars === null ? "" : `$${row.dollars}` }, ...price(grid, row, view));
  const figure = view.per || view.money !== "USD" ? "costs less" : cheaper && shown(cheaper.dollars);
  if (cheaper) cost.append(el("a", { class: "tier", href: `?tier=${cheaper.tier}` }, `${cheaper.tier} ${figure}`));
  const rating = ratingOf(grid, row, recipe, view.board);
  const pick = el("input", {
    type: "checkbox",
    class: "pick",
    value: idOf(row),
    "aria-label": `Compare ${offer.n} at ${seller}`,
  });
  pick.checked = picked.includes(pick.value);
  return el(
    "tr",
    { class: [row.standing ? "off" : "", beneath ? "beneath" : ""].join(" ").trim() },
    el("td", { class: "num rank" }, rank ? String(rank) : beneath ? "" : "–", pick),
    head,
    el(
      "td",
      {},
      el("a", { href: `${root}providers/${offer.p}.html` }, seller),
      ...marks(grid, row).flatMap((each) => [" ", each]),
    ),
    cost,
    el("td", { class: "bars" }, +row.dollars ? dot(scale, row.dollars) : null),
    el("td", { class: "native" }, asSold(grid, row)),
    el("td", { class: "num times" }, timesMaker(row, own) ?? none()),
    el("td", { class: "num rating" }, rating === undefined ? none() : roundly(rating)),
    proof(grid, root, row),
  );
}

// Two to five offers side by side: what each asks for every standard image, what it rests on, what it can.
const CAN = { t: "text in the image", r: "references", v: "vectors", o: "open weights" };
function limits({ references, edge, pixels }) {
  const found = [references !== undefined && `${references} reference${references === 1 ? "" : "s"}`];
  found.push(edge && `edges up to ${edge}`, pixels && `${(pixels / 1e6).toFixed(1)} megapixels`);
  return found.filter(Boolean).join(", ") || "not said";
}
export function sideBySide(section, rows, context, recipes) {
  section.hidden = !rows.length;
  if (!rows.length) return section.replaceChildren();
  const { grid, root, view, own, recipe } = context;
  const told = rows.length > 1 ? recipes.map((one) => [one.label, market(grid, one.recipe)]) : [];
  const placeIn = (answers, row) => [...answers.rows, ...answers.beside].find((other) => other.place === row.place);
  const model = (row) => grid.models[row.offer.m];
  const lines = [
    ["This image", (row) => el("b", {}, ...price(grid, row, view))],
    ["Standing", (row) => (row.because.length ? el("span", {}, ...marks(grid, row)) : "ranked")],
    ...told.map(([label, answers]) => [
      label,
      (row) => {
        const found = placeIn(answers, row);
        if (!found || found.dollars === null) return "no price";
        return `${shown(found.dollars)}${found.standing ? " (not ranked)" : ""}`;
      },
    ]),
    ["To maker’s", (row) => timesMaker(row, own) ?? "–"],
    [
      "Rating",
      (row) => (ratingOf(grid, row, recipe, view.board) ? roundly(ratingOf(grid, row, recipe, view.board)) : "not rated"),
    ],
    ["As sold", (row) => asSold(grid, row)],
    ["Plan", (row) => row.answer.l ?? "none needed"],
    ["Limits", (row) => (model(row) ? limits(model(row).l) : "not said")],
    ["Can do", (row) => [...(model(row)?.a ?? "")].map((can) => CAN[can]).join(", ") || "–"],
    [
      "Proof",
      (row) =>
        evidence(root, row)
          ? el("a", { href: evidence(root, row) }, `${grid.standing.known[row.answer.b]}, ${row.answer.d}`)
          : grid.standing.known[row.answer.b],
    ],
  ];
  const heads = rows.map((row) => {
    const box = el("input", { type: "checkbox", class: "pick", value: idOf(row), "aria-label": `Compare ${row.offer.n}` });
    box.checked = true;
    return el("th", { scope: "col" }, box, ` ${row.offer.n}`, el("small", {}, ` ${grid.names[row.offer.p]}`));
  });
  const body = lines.map(([name, cell]) =>
    el("tr", {}, el("th", { scope: "row" }, name), ...rows.map((row) => el("td", {}, cell(row)))),
  );
  section.replaceChildren(
    el(
      "h2",
      {},
      "Side by side ",
      el("small", {}, rows.length > 1 ? "the link of this page has them" : "pick one to four more in the table"),
    ),
    el(
      "div",
      { class: "frame", tabindex: "0", role: "region", "aria-label": "The offers that are picked" },
      el("table", { class: "beside" }, el("thead", {}, el("tr", {}, el("td", {}), ...heads)), el("tbody", {}, ...body)),
    ),
  );
}
