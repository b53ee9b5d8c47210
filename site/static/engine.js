// The engine's answers (grid/answers.json) for any recipe and any count. There is no rule here: a term is what one image costs and
// how many images share it; credits become money by a plan, money dollars by a rate, each said as the engine says it.
import { ZERO, add, by, fraction, said, times, up } from "./exact.js";

export async function load(root) {
  const answer = await fetch(root + "grid/answers.json");
  if (!answer.ok) throw new Error(`the prices could not be fetched (${answer.status})`);
  return prepared(await answer.json());
}
export function prepared(grid) {
  for (const offer of grid.offers) {
    offer.tiers = offer.axes.includes("t") ? grid.tiers : grid.tiers.slice(0, 1);
    offer.references = offer.axes.includes("r") ? grid.references : [0, 1];
    offer.qualities = offer.axes.includes("q") ? grid.qualities : ["medium"];
    offer.words = `${offer.n} ${grid.names[offer.p]} ${offer.p} ${offer.k ?? ""} ${offer.i}`.toLowerCase();
  }
  return grid;
}
const place = (list, value) => (list.length === 1 ? 0 : list.indexOf(value));
export function answerOf(grid, offer, recipe) {
  const tier = offer.tiers.indexOf(recipe.tier);
  if (tier < 0) return { no: `${offer.p} ${offer.i}: no ${recipe.tier} price is published` };
  const reference = offer.references.indexOf(offer.axes.includes("r") ? recipe.references : Math.min(recipe.references, 1));
  const cell = ((tier * offer.references.length + reference) * offer.qualities.length + place(offer.qualities, recipe.quality)) * grid.sizes.length;
  return grid.answers[offer.cells[cell + grid.sizes.indexOf(recipe.size)]];
}
// What a recipe costs at one offer: the seller's own total, money, dollars per image, all decimal strings.
export function cost(grid, offer, recipe) {
  const answer = answerOf(grid, offer, recipe);
  if (answer.no) return { offer, no: answer.no };
  if (recipe.count === 1 && answer.t.length === 1 && answer.c === "USD") {
    const [[, each]] = answer.t; // one line, one image, dollars: what is written is the answer
    return { offer, answer, total: each, each, currency: "USD", money: each, perImage: each, paidIn: "USD", dollars: each, why: answer.w ?? "" };
  }
  const count = BigInt(recipe.count);
  let amount = ZERO;
  for (const [, each, shared] of answer.t) amount = add(amount, times(fraction(each), [shared > 1 ? up(count, BigInt(shared)) : count, 1n]));
  const one = [count, 1n];
  const found = { offer, answer, total: said(amount), each: said(by(amount, one)), currency: answer.c, money: null, perImage: null };
  if (answer.c !== "credit") Object.assign(found, { money: found.total, perImage: found.each, paidIn: answer.c });
  else if (offer.plan) {
    const [, price, credits, currency] = offer.plan, paid = times(amount, by(fraction(price), fraction(credits)));
    Object.assign(found, { money: said(paid), perImage: said(by(paid, one)), paidIn: currency });
  }
  found.dollars = found.perImage === null ? null : found.paidIn === "USD" ? found.perImage : grid.rates[found.paidIn] ? said(times(fraction(found.perImage), fraction(grid.rates[found.paidIn]))) : null;
  found.why = answer.w ?? (found.dollars === null ? `no price in dollars, only in ${found.paidIn ?? "credits"}` : "");
  return found;
}
const before = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const size = (text) => { const [whole, rest = ""] = text.split("."); return BigInt(whole + rest.padEnd(24, "0")); };
// A price as a multiple of the maker's own; worked out where it is shown.
export const multiple = (row) => (row.maker ? (row.times ??= said(by(fraction(row.dollars), fraction(row.maker)))) : undefined);
// All offers, cheapest first, as the engine sorts them; each with its price as a multiple of the maker's own.
export function market(grid, recipe) {
  const rows = grid.offers.map((offer) => cost(grid, offer, recipe)), own = new Map();
  for (const row of rows) {
    if (row.no || row.dollars === null) continue;
    row.size = size(row.dollars); row.near = +row.dollars;
    const best = own.get(row.offer.m);
    if (row.offer.f && (best === undefined || row.size < best.size)) own.set(row.offer.m, row);
  }
  const ranked = [], beside = [], refused = [];
  for (const row of rows) {
    if (row.no) { refused.push(row); continue; }
    const maker = row.offer.m && own.get(row.offer.m);
    if (maker && maker.size && row.dollars !== null) row.maker = maker.dollars;
    (row.why ? beside : ranked).push(row);
  }
  const name = (a, b) => before(a.offer.p, b.offer.p) || before(a.offer.i, b.offer.i);
  ranked.sort((a, b) => a.near - b.near || before(a.size, b.size) || name(a, b)); // floats that differ stand in the order of their digits
  return { ranked, beside: beside.sort(name), refused };
}
