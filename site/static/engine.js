// The engine's answers (grid/answers.json) for any recipe and any count. There is no rule here: a term is what one image costs and
// how many images share it; credits become money by a plan, money dollars by a rate, each said as the engine says it.
import { add, apart, by, fraction, halfUp, less, order, said, times, up, ZERO } from "./exact.js";

// Each answer stands on a line of its own, to be parsed when it is asked for; a file that is one line is parsed whole.
async function fetched() {
  const answer = await fetch(new URL("../grid/answers.json", import.meta.url));
  if (!answer.ok) throw new Error(`the prices could not be fetched (${answer.status})`);
  const lines = (await answer.text()).split("\n");
  const rest = lines.pop();
  const grid = JSON.parse((lines.shift() ?? "") + rest);
  if (lines.length) grid.answers = lines;
  return prepared(grid);
}
// What of the page stands in sight (style.css): nothing that answers another view than the one asked for.
export const shows = (what) => {
  document.documentElement.dataset.shows = what;
};
// Where the address asks for a view, its prices are on their way before the page is read.
let early = globalThis.location?.search ? fetched() : null;
early?.catch(() => {});
if (early) shows("start");
export function load() {
  const coming = early ?? fetched();
  early = null;
  return coming;
}
export function prepared(grid) {
  grid.digits = (grid.answers.length - 1).toString(36).length; // of a cell: the place of an answer, as long as the last one's
  grid.words = new Array(grid.offers.length);
  grid.same = {};
  return grid;
}
// Which of its cells answers a recipe: the same one for all offers to which the same axes matter; none where no such tier is sold.
function cellOf(grid, axes, recipe) {
  const tier = (axes.includes("t") ? grid.tiers : grid.tiers.slice(0, 1)).indexOf(recipe.tier);
  if (tier < 0) return null;
  const most = axes.includes("r") ? grid.references.at(-1) : 1,
    qualities = axes.includes("q") ? grid.qualities : ["medium"];
  const quality = axes.includes("q") ? qualities.indexOf(recipe.quality) : 0;
  const row = (tier * (most + 1) + Math.min(recipe.references, most)) * qualities.length + quality;
  return row * grid.sizes.length + grid.sizes.indexOf(recipe.size);
}
function written(grid, offer, cell) {
  const place = parseInt(offer.cells.substr(cell * grid.digits, grid.digits), 36);
  const answer = grid.answers[place];
  if (typeof answer === "string") grid.answers[place] = JSON.parse(answer.replace(/,$/, ""));
  return grid.answers[place];
}
const area = (size) => size.split("x").reduce((one, other) => one * other);
// The size among the cells that answers for another: one from which no bound of the offer parts it (costs/bill/size_bounds.py).
function sizeOf(grid, offer, size) {
  if (grid.sizes.includes(size)) return size;
  const parts = (of) => grid.bounds[offer.y].some((bound) => area(of) <= bound !== area(size) <= bound);
  const key = `${offer.y} ${size}`;
  if (!(key in grid.same)) grid.same[key] = offer.y === undefined ? undefined : grid.sizes.find((of) => !parts(of));
  return grid.same[key];
}
function asked(grid, offer, recipe, cells) {
  const size = sizeOf(grid, offer, recipe.size);
  if (!size) {
    const no = `${offer.p} ${offer.i}: ${grid.standing.words.other_size.replace("{size}", recipe.size)}`;
    return { no, w: [["size", no]] };
  }
  const key = size === recipe.size ? offer.axes : offer.axes + size;
  if (!cells.has(key)) cells.set(key, cellOf(grid, offer.axes, { ...recipe, size }));
  const answer = answerOf(grid, offer, recipe, cells.get(key));
  if (size === recipe.size) return answer;
  const called = (words) => words?.replaceAll(size, recipe.size);
  return { ...answer, no: called(answer.no), w: answer.w?.map(([code, words]) => [code, called(words)]) };
}
function answerOf(grid, offer, recipe, cell) {
  if (cell === null) return { no: `${offer.p} ${offer.i}: no ${recipe.tier} price is published` };
  const answer = written(grid, offer, cell);
  const more = recipe.references - grid.references.at(-1);
  return more > 0 && !answer.no ? furtherReferences(grid, offer, recipe, cell, answer, BigInt(more)) : answer;
}
// More references than there are cells for: each as the last one, up to as many as the offer takes.
function furtherReferences(grid, offer, recipe, cell, answer, more) {
  const costs = offer.axes.includes("r");
  const most = offer.x ?? (costs ? grid.references.at(-1) : recipe.references);
  if (recipe.references > most) {
    const no = `${offer.p} ${offer.i}: ${recipe.references} reference images, answered up to ${most}`;
    return { no, w: [["references", no]] };
  }
  if (!costs) return answer;
  const qualities = offer.axes.includes("q") ? grid.qualities.length : 1;
  const before = written(grid, offer, cell - qualities * grid.sizes.length);
  const grown = ([what, each, shared], at) => {
    const last = less(fraction(each), fraction(before.t[at][1]));
    return [what, said(add(fraction(each), times(last, [more, 1n]))), shared];
  };
  return { ...answer, t: answer.t.map(grown) };
}
const plain = (answer, images) => images === 1 && answer.c === "USD" && answer.t.length === 1 && !answer.o;
function sumOf(total, each, currency, money, perImage, paidIn, dollars, unrounded = dollars) {
  return { total, each, currency, money, perImage, paidIn, dollars, order: unrounded, near: +unrounded, level: 0 };
}
// What an answer comes to: the seller's own total, money, dollars per image, all decimal strings; `order` is what it is sorted by,
// one image before its price was rounded for print.
function reckoned(grid, answer, plan, images) {
  const currency = answer.c;
  if (plain(answer, images)) {
    const each = answer.t[0][1]; // one line, one image, dollars: what is written is the answer
    return sumOf(each, each, currency, each, each, currency, each);
  }
  const count = BigInt(images);
  const one = [count, 1n];
  let amount = ZERO;
  for (const [, each, shared] of answer.t) {
    amount = add(amount, times(fraction(each), [shared > 1 ? up(count, BigInt(shared)) : count, 1n]));
  }
  const total = said(amount);
  const each = images === 1 ? total : said(by(amount, one));
  if (currency === "credit" && !plan) return sumOf(total, each, currency, null, null, undefined, null);
  let money = total;
  let perImage = each;
  let paidIn = currency;
  if (currency === "credit") {
    const paid = times(amount, by(fraction(plan[1]), fraction(plan[2])));
    paidIn = plan[3];
    money = said(paid);
    perImage = images === 1 ? money : said(by(paid, one));
  }
  const rate = paidIn === "USD" ? "1" : grid.rates[paidIn];
  const inDollars = (amount) => (rate ? said(times(amount, fraction(rate))) : null);
  const dollars = paidIn === "USD" ? perImage : inDollars(fraction(perImage));
  const unrounded = answer.o && currency !== "credit" ? inDollars(add(fraction(perImage), fraction(answer.o))) : dollars;
  return sumOf(total, each, currency, money, perImage, paidIn, dollars, unrounded);
}
// An offer with its answer; what it comes to is shared by all who ask as much. `because` are the reasons why it does not simply
// lead, each a code and its words, the gravest first; `standing` the place they leave it.
class Row {
  constructor(offer, place, answer, sum, because) {
    this.offer = offer;
    this.place = place;
    this.answer = answer;
    this.sum = sum;
    this.because = because;
    this.standing = LEADS;
    this.rank = 0;
    this.times = undefined;
  }
  get total() {
    return this.sum.total;
  }
  get each() {
    return this.sum.each;
  }
  get currency() {
    return this.sum.currency;
  }
  get money() {
    return this.sum.money;
  }
  get perImage() {
    return this.sum.perImage;
  }
  get paidIn() {
    return this.sum.paidIn;
  }
  get dollars() {
    return this.sum.dollars;
  }
  get why() {
    return this.because.map(([, words]) => words).join("; ");
  }
}
// What a recipe costs at one offer.
export function cost(grid, offer, recipe) {
  const answer = asked(grid, offer, recipe, new Map());
  if (answer.no) return { offer, no: answer.no };
  return new Row(offer, -1, answer, reckoned(grid, answer, grid.plans[offer.p], recipe.count), NONE);
}

// --- standing: what each code does, the thresholds and the words come with the prices ------------------------------------------

const LEADS = 0;
const UNRANKED = 2; // places of grid.standing.places: leads, listed, unranked
const NONE = [];

function reasons(grid, offer, answer, sum, recipe) {
  const { words, ordinary } = grid.standing;
  let found = answer.w ?? NONE;
  const more = (code, said) => {
    found = found.concat([[code, said]]);
  };
  if (offer.b && recipe.quality !== ordinary && !offer.b[recipe.references ? 1 : 0].split(" ").includes(recipe.quality)) {
    more("quality", words.quality.replace("{quality}", recipe.quality));
  }
  if (sum.dollars === null) more("no_dollars", words.no_dollars.replace("{currency}", sum.paidIn ?? "credits"));
  else if (!+sum.dollars) more("free", words.free);
  return found;
}
const placeOf = (grid, because) => because.reduce((worst, one) => Math.max(worst, grid.standing.places[one[0]]), LEADS);
const lastResort = (grid, because) => because.every(([code]) => grid.standing.last_resort.includes(code));
// Of rows in order, those that may be recommended: that lead; where none does, those that end soon, which say so.
export function leading(grid, rows) {
  const first = rows.filter((row) => row.standing === LEADS);
  return first.length ? first : rows.filter((row) => row.standing !== UNRANKED && lastResort(grid, row.because));
}
// Of rows in order the one told alone, and a cheaper one by hand (costs/standing/ranking.py `headline`).
export function headline(grid, rows) {
  const found = leading(grid, rows);
  return [found.find((row) => !row.answer.p) ?? found[0], found[0]];
}
// Whether an answer rests on the word of its provider.
export const proven = (grid, row) => !row.because.some(([code]) => grid.standing.unproven.includes(code));

// The rating a recipe asks for, `[rating, what was rated]`, if it names a model to be as good as; undefined where that has none.
export const limitOf = (grid, recipe) => grid.ratings[recipe.references ? "image_edit" : "text_to_image"][recipe.good];
function ratedLower(grid, row, [least, name]) {
  const { r: rating } = row.answer;
  if (rating !== undefined && apart(rating, least) >= 0) return null;
  const { rated_lower: lower, unrated } = grid.standing.words;
  const words = rating === undefined ? unrated : lower.replace("{rating}", rating);
  return ["rating", words.replace("{least}", least).replace("{name}", name)];
}

// What makers ask, `[sure, known]`: as their price may lead itself, and as far as anything of it is known; nothing free, nothing dead.
function benchmarks(grid, rows) {
  const own = new Map();
  const least = (one, other) => (one && apart(one, other) <= 0 ? one : other);
  for (const row of rows) {
    const { offer, dollars } = row;
    if (!offer.f || !+dollars || row.standing === UNRANKED) continue;
    const now = own.get(offer.m) ?? [];
    if (lastResort(grid, row.because)) now[0] = least(now[0], dollars);
    now[1] = least(now[1], dollars);
    own.set(offer.m, now);
  }
  return own;
}
const beside = (row, own) => row.answer.m ?? own.get(row.offer.m) ?? NONE;
function doubted(grid, row, own) {
  const known = row.offer.f ? null : beside(row, own)[1];
  if (!known || !+row.dollars) return null;
  const { least, most, words } = grid.standing.doubt;
  const near = row.dollars / known; // a float tells all but what is nearly on a bound
  if (near * least[1] > least[0] * 1.001 && near * most[1] < most[0] * 0.999) return null;
  const ratio = by(fraction(row.dollars), fraction(known));
  const exactly = ([n, d]) => [BigInt(n), BigInt(d)];
  if (order(ratio, exactly(least)) >= 0 && order(ratio, exactly(most)) <= 0) return null;
  const said = order(ratio, [1n, 1n]) < 0 ? `${halfUp(times(ratio, [100n, 1n]), 0)} % of` : `${halfUp(ratio, 1)} times`;
  return [row.answer.p ? "held_as_doubtful" : "doubted", words.replace("{times}", said)];
}
// A price as a multiple of the maker's own; worked out where it is shown.
export function multiple(row, own) {
  const sure = beside(row, own)[0];
  if (row.dollars === null || !sure) return undefined;
  row.times ??= said(by(fraction(row.dollars), fraction(sure)));
  return row.times;
}

// The rating of an answer on a board: the one that speaks for it, or on another board the one its model is known by.
export function ratingOf(grid, row, recipe, board) {
  const own = recipe.references ? "image_edit" : "text_to_image";
  return !board || board === own ? row.answer.r : grid.ratings[board][row.offer.m]?.[0];
}
// The tier in which the same costs less for who can wait.
export function waiting(grid, row, recipe) {
  let found = null;
  if (recipe.tier !== grid.tiers[0] || !row.offer.axes.includes("t") || !+row.dollars) return found;
  for (const tier of grid.waiting) {
    const other = cost(grid, row.offer, { ...recipe, tier });
    if (other.no || !+other.dollars || apart(other.dollars, (found ?? row).dollars) >= 0) continue;
    if (placeOf(grid, reasons(grid, row.offer, other.answer, other.sum, recipe)) < UNRANKED)
      found = { tier, dollars: other.dollars };
  }
  return found;
}
// Answers in order of price as groups, one a model: of each the best standing first, and so the groups (costs/standing/model_groups.py).
export function byModel(rows) {
  const groups = new Map();
  for (const row of rows.slice().sort((a, b) => a.standing - b.standing)) {
    const key = row.offer.m ?? row;
    if (groups.has(key)) groups.get(key).push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}
// Of prices in order, each with its rating, the places of those that nothing cheaper is rated as high as.
export function unbeaten(points) {
  let best;
  return points.flatMap(([, rating], at) => {
    if (rating === undefined || rating === null || (best !== undefined && apart(rating, best) <= 0)) return [];
    best = rating;
    return [at];
  });
}

// --- the ranking ----------------------------------------------------------------------------------------------------------------

const dearer = (a, b) => a.near - b.near || apart(a.order, b.order);
// Rows in the order of what they come to, of equals the maker first and then as they stood: each is counted, and put in its place.
function byPrice(rows, sums) {
  sums.forEach((sum, at) => {
    sum.level = at && !dearer(sums[at - 1], sum) ? sums[at - 1].level : at;
  });
  const ranks = new Uint32Array(sums.length + 1);
  const found = new Array(rows.length);
  for (const row of rows) ranks[row.sum.level + 1]++;
  for (let level = 1; level < ranks.length; level++) ranks[level] += ranks[level - 1];
  const put = (row) => {
    found[ranks[row.sum.level]++] = row;
  };
  for (const row of rows) if (row.offer.f) put(row);
  for (const row of rows) if (!row.offer.f) put(row);
  return found;
}
// All offers as the engine places and sorts them: `rows` lead or are listed, cheapest first; `own` has the makers' prices. A recipe
// may name the model to be as good as (`good`): without a settled rating of that there are no rows, and `unrated` names it. The file has
// the offers by name, so that only the prices need sorting, and of those that are equal one.
export function market(grid, recipe) {
  const cells = new Map();
  const sums = new Map();
  const answered = [];
  const refused = [];
  for (let place = 0; place < grid.offers.length; place++) {
    const offer = grid.offers[place];
    const answer = asked(grid, offer, recipe, cells);
    if (answer.no) {
      refused.push({ offer, place, no: answer.no, because: answer.w ?? [["no_price", answer.no]] });
      continue;
    }
    const sum = summed(grid, offer, answer, recipe.count, sums);
    const row = new Row(offer, place, answer, sum, reasons(grid, offer, answer, sum, recipe));
    row.standing = placeOf(grid, row.because);
    answered.push(row);
  }
  const own = benchmarks(grid, answered);
  const limit = recipe.good ? limitOf(grid, recipe) : null;
  if (limit === undefined) return { rows: [], ranked: [], beside: [], refused, own, unrated: recipe.good };
  for (const row of answered) {
    const found = doubted(grid, row, own);
    if (found) row.because = row.because.concat([found]);
    const lower = limit && ratedLower(grid, row, limit);
    if (lower) row.because = row.because.concat([lower]);
    if (row.because.length > 1) row.because = gravestFirst(grid, row.because);
    if (found || lower) row.standing = placeOf(grid, row.because);
  }
  const priced = [...sums.values()].filter((sum) => sum.dollars !== null).sort(dearer);
  const rows = byPrice(
    answered.filter((row) => row.standing !== UNRANKED),
    priced,
  );
  const ranked = rows.filter((row) => row.standing === LEADS);
  ranked.forEach((row, at) => {
    row.rank = at + 1;
  });
  return { rows, ranked, beside: answered.filter((row) => row.standing === UNRANKED), refused, own };
}
const gravestFirst = ({ standing: { places } }, because) => because.slice().sort((a, b) => places[b[0]] - places[a[0]]);
function summed(grid, offer, answer, count, sums) {
  let key = answer.t[0][1];
  if (!plain(answer, count)) {
    key = answer.c === "credit" ? offer.p : answer.c;
    for (const [, each, shared] of answer.t) key += ` ${each} ${shared}`;
    key += ` ${answer.o ?? ""}`;
  }
  if (!sums.has(key)) sums.set(key, reckoned(grid, answer, grid.plans[offer.p], count));
  return sums.get(key);
}
