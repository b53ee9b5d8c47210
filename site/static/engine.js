// The engine's answers (grid/answers.json) for any recipe and any count. There is no rule here: a term is what one image costs and
// how many images share it; credits become money by a plan, money dollars by a rate, each said as the engine says it.
import { ZERO, add, apart, by, fraction, said, times, up } from "./exact.js";

async function fetched() {
  const answer = await fetch(new URL("../grid/answers.json", import.meta.url));
  if (!answer.ok) throw new Error(`the prices could not be fetched (${answer.status})`);
  return answer.json();
}
// Where the address asks for a view, its prices are on their way before the page is read.
let early = globalThis.location?.search ? fetched() : null;
early?.catch(() => {});
export async function load() {
  const coming = early ?? fetched();
  early = null;
  return prepared(await coming);
}
export function prepared(grid) {
  grid.digits = (grid.answers.length - 1).toString(36).length; // of a cell: the place of an answer, as long as the last one's
  grid.words = new Array(grid.offers.length);
  return grid;
}
// What an offer is found by; spelled when it is first asked for.
export function words(grid, place) {
  const offer = grid.offers[place];
  return (grid.words[place] ??= `${offer.n} ${grid.names[offer.p]} ${offer.p} ${grid.models[offer.m]?.k ?? ""} ${offer.i}`.toLowerCase());
}
// Which of its cells answers a recipe: the same one for all offers to which the same axes matter; none where no such tier is sold.
function cellOf(grid, axes, recipe) {
  const tier = (axes.includes("t") ? grid.tiers : grid.tiers.slice(0, 1)).indexOf(recipe.tier);
  if (tier < 0) return null;
  const references = axes.includes("r") ? grid.references : [0, 1], qualities = axes.includes("q") ? grid.qualities : ["medium"];
  const reference = references.indexOf(axes.includes("r") ? recipe.references : Math.min(recipe.references, 1));
  const quality = axes.includes("q") ? qualities.indexOf(recipe.quality) : 0;
  return ((tier * references.length + reference) * qualities.length + quality) * grid.sizes.length + grid.sizes.indexOf(recipe.size);
}
function answerOf(grid, offer, recipe, cell) {
  if (cell === null) return { no: `${offer.p} ${offer.i}: no ${recipe.tier} price is published` };
  return grid.answers[parseInt(offer.cells.substr(cell * grid.digits, grid.digits), 36)];
}
const plain = (answer, images) => images === 1 && answer.c === "USD" && answer.t.length === 1;
const sumOf = (total, each, currency, money, perImage, paidIn, dollars) => ({ total, each, currency, money, perImage, paidIn, dollars, near: +dollars, level: 0 });
// What an answer comes to: the seller's own total, money, dollars per image, all decimal strings.
function reckoned(grid, answer, plan, images) {
  const currency = answer.c;
  if (plain(answer, images)) {
    const each = answer.t[0][1]; // one line, one image, dollars: what is written is the answer
    return sumOf(each, each, currency, each, each, currency, each);
  }
  const count = BigInt(images), one = [count, 1n];
  let amount = ZERO;
  for (const [, each, shared] of answer.t) amount = add(amount, times(fraction(each), [shared > 1 ? up(count, BigInt(shared)) : count, 1n]));
  const total = said(amount), each = images === 1 ? total : said(by(amount, one));
  if (currency === "credit" && !plan) return sumOf(total, each, currency, null, null, undefined, null);
  let money = total, perImage = each, paidIn = currency;
  if (currency === "credit") {
    const paid = times(amount, by(fraction(plan[1]), fraction(plan[2])));
    paidIn = plan[3]; money = said(paid); perImage = images === 1 ? money : said(by(paid, one));
  }
  const rate = grid.rates[paidIn];
  return sumOf(total, each, currency, money, perImage, paidIn, paidIn === "USD" ? perImage : rate ? said(times(fraction(perImage), fraction(rate))) : null);
}
// An offer with its answer; what it comes to is shared by all who ask as much.
class Row {
  constructor(offer, place, answer, sum) {
    this.offer = offer; this.place = place; this.answer = answer; this.sum = sum; this.why = answer.w ?? (sum.dollars === null ? `no price in dollars, only in ${sum.paidIn ?? "credits"}` : "");
    this.rank = 0; this.times = undefined; this.node = undefined;
  }
  get total() { return this.sum.total; }
  get each() { return this.sum.each; }
  get currency() { return this.sum.currency; }
  get money() { return this.sum.money; }
  get perImage() { return this.sum.perImage; }
  get paidIn() { return this.sum.paidIn; }
  get dollars() { return this.sum.dollars; }
}
// What a recipe costs at one offer.
export function cost(grid, offer, recipe) {
  const answer = answerOf(grid, offer, recipe, cellOf(grid, offer.axes, recipe));
  return answer.no ? { offer, no: answer.no } : new Row(offer, -1, answer, reckoned(grid, answer, grid.plans[offer.p], recipe.count));
}
const dearer = (a, b) => a.near - b.near || apart(a.dollars, b.dollars);
// A price as a multiple of the maker's own; worked out where it is shown.
export function multiple(row, own) {
  const maker = row.dollars === null ? undefined : own.get(row.offer.m);
  return maker?.near ? (row.times ??= said(by(fraction(row.dollars), fraction(maker.dollars)))) : undefined;
}
// Rows in the order of what they come to, those that come to the same as they stood: each is counted, and put in its place.
function byPrice(rows, sums) {
  sums.forEach((sum, at) => { sum.level = at && !dearer(sums[at - 1], sum) ? sums[at - 1].level : at; });
  const ranks = new Uint32Array(sums.length + 1), found = new Array(rows.length);
  for (const row of rows) ranks[row.sum.level + 1]++;
  for (let level = 1; level < ranks.length; level++) ranks[level] += ranks[level - 1];
  for (const row of rows) { row.rank = ++ranks[row.sum.level]; found[row.rank - 1] = row; }
  return found;
}
// All offers, cheapest first, as the engine sorts them; `own` has the maker's price of each model. The file has the offers by name, so
// that only the prices need sorting, and of those that are equal one.
export function market(grid, recipe) {
  const cells = new Map(), sums = new Map(), own = new Map(), ranked = [], beside = [], refused = [], { offers } = grid;
  for (let place = 0; place < offers.length; place++) {
    const offer = offers[place];
    let cell = cells.get(offer.axes);
    if (cell === undefined) cells.set(offer.axes, cell = cellOf(grid, offer.axes, recipe));
    const answer = answerOf(grid, offer, recipe, cell);
    if (answer.no) { refused.push({ offer, no: answer.no }); continue; }
    let key = answer.t[0][1], sum;
    if (!plain(answer, recipe.count)) {
      key = answer.c === "credit" ? offer.p : answer.c;
      for (const [, each, shared] of answer.t) key += ` ${each} ${shared}`;
    }
    if ((sum = sums.get(key)) === undefined) sums.set(key, sum = reckoned(grid, answer, grid.plans[offer.p], recipe.count));
    const row = new Row(offer, place, answer, sum);
    if (offer.f && sum.dollars !== null) {
      const best = own.get(offer.m);
      if (best === undefined || dearer(sum, best) < 0) own.set(offer.m, sum);
    }
    (row.why ? beside : ranked).push(row);
  }
  return { ranked: byPrice(ranked, [...sums.values()].filter((sum) => sum.dollars !== null).sort(dearer)), beside, refused, own };
}
