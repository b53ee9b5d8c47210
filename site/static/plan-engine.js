// What one image comes to on a plan, by the rules of costs/plan/: the same answers from `grid/plans.json`, exactly.
import { add, by, fraction, less, nearest, order, said, times, up, ZERO } from "./exact.js";

const DAYS = 30,
  WEEKS = [52n, 12n],
  big = ([n, d]) => [BigInt(n), BigInt(d)],
  sum = (list) => list.reduce(add, ZERO);
const smaller = (a, b) => (order(a, b) < 0 ? a : b),
  whole = (n) => [BigInt(n), 1n];
const isFor = (models, native) => !models.length || !native || models.includes(native);
// costs/plan/quotas.py `a_month`, `metered`, `monthly`.
const aMonth = (quantity, per, days) =>
  ({
    day: times(quantity, whole(days)),
    week: times(quantity, smaller(WEEKS, whole(days))),
    month: quantity,
    year: by(quantity, [12n, 1n]),
    once: quantity,
  })[per];
function monthly(plan, unit, native, days = DAYS) {
  const counted = plan.k.filter(([, , , models]) => isFor(models, native)),
    again = counted.filter(([, , per]) => per !== "once");
  return sum(
    (plan.o || !again.length ? counted : again)
      .filter(([name]) => name === unit)
      .map(([, quantity, per]) => aMonth(big(quantity), per, days)),
  );
}
// costs/plan/plans.py `use_of`.
export function useOf(plans, plan, { unit, native = null, needed, images, days = DAYS }) {
  const month = monthly(plan, unit, native, Math.max(DAYS, days)),
    usable = monthly(plan, unit, native, days),
    price = big(plan.m);
  if (!month[0] || !usable[0]) return null;
  const share = by(needed, month),
    many = plan.o ? up(share[0], share[1]) || 1n : 1n,
    used = smaller(needed, times(usable, [many, 1n]));
  const short = less(needed, used),
    brought = times(month, [many, 1n]),
    unused = by(less(brought, used), brought);
  let extra = ZERO;
  if (short[0]) {
    const prices = plans
      .filter((pack) => pack.s === plan.s && plan.g.includes(pack.i))
      .map((pack) => [pack, monthly(pack, unit, native)])
      .filter(([, units]) => units[0])
      .map(([pack, units]) => {
        const part = by(short, units);
        return times(whole(up(part[0], part[1])), fraction(pack.p));
      })
      .sort(order);
    if (!prices.length) return { plan, total: null, perImage: null, unused, unit, needed: said(needed) };
    extra = prices[0];
  }
  const total = add(times(price, [many, 1n]), extra);
  const lost = order(usable, month) < 0 ? less([1n, 1n], by(usable, month)) : ZERO;
  return {
    plan,
    total: said(total),
    perImage: images ? said(by(total, whole(images))) : null,
    left: said(unused),
    unused,
    lost: said(lost),
    topped: short[0] > 0n,
    unit,
    needed: said(needed),
  };
}
const HELD_UP = ["slow_queue", "limited_days"];
// costs/plan/plan_answers.py `answer`.
export function answer(plans, plan, { images, recipe, native = null, days = DAYS }) {
  const ways = plan.x.filter((way) => way.r === recipe && (!native || way.i === native));
  const tried = ways
    .map((way) => ({
      way,
      use: useOf(plans, plan, {
        unit: way.u,
        native: way.i,
        needed: times(big(way.a), whole(up(BigInt(images), BigInt(way.j)))),
        images,
        days,
      }),
    }))
    .filter(({ use }) => use);
  const rank = ({ way, use }) => [use.total === null, way.d, way.k, way.t];
  tried.sort((one, other) => {
    const [a, b] = [rank(one), rank(other)],
      at = a.findIndex((value, i) => value !== b[i]);
    if (at >= 0) return a[at] - b[at];
    return (
      order(fraction(one.use.total ?? "0"), fraction(other.use.total ?? "0")) ||
      order(other.use.unused, one.use.unused) ||
      ((one.way.i ?? "") < (other.way.i ?? "") ? -1 : 1)
    );
  });
  const [best] = tried,
    suffices = best && best.use.total !== null,
    fits = suffices && !best.use.topped;
  const endless = plan.e.find(
    ({ m, f }) => isFor(m, native) && !f.includes("limited_days") && (!fits || !f.some((fence) => HELD_UP.includes(fence))),
  );
  if (endless)
    return {
      plan,
      certainty: "unlimited",
      fences: endless.f,
      id: native ?? (endless.m.length === 1 ? endless.m[0] : null),
      model: plan.x.find((way) => way.i === (native ?? endless.m[0]))?.n ?? endless.m[0] ?? null,
      total: said(big(plan.m)),
      perImage: said(by(big(plan.m), whole(images))),
    };
  if (!best) return null;
  return { ...best.use, certainty: suffices ? best.way.s : "none", sure: best.way.s, id: best.way.i, model: best.way.n };
}
// costs/money.py `dollars_first`: amounts of two currencies are never held against each other.
export const byMoney = (a, b) =>
  (a.plan.c !== "USD") - (b.plan.c !== "USD") || a.plan.c.localeCompare(b.plan.c) || order(fraction(a.total), fraction(b.total));
// costs/plan/purchases.py `purchase`: the cheapest that brings so many of the credits a seller's prices are in.
export function purchase(plans, seller, needed) {
  const able = plans.filter((plan) => plan.s === seller && plan.q);
  const uses = able.map((plan) => useOf(plans, plan, { unit: plan.q, needed })).filter((use) => use?.total);
  return uses.sort((a, b) => byMoney(a, b) || (a.plan.i < b.plan.i ? -1 : 1))[0] ?? null;
}
// costs/plan/workloads.py `generations`: how many images are made for so many final ones, never fewer than these.
export function generations(finals, factor) {
  const found = nearest(times([BigInt(finals), 1n], fraction(factor)));
  return found < BigInt(finals) ? BigInt(finals) : found;
}
// costs/plan/workloads.py `_billed`: those that fail are paid for too, unless the seller says they are free.
export const billed = (made, failed, policy) =>
  policy === "free" ? made : made + nearest(by(times([made, 1n], fraction(failed)), [100n, 1n]));
