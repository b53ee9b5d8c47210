// Ages by the reader's own clock: "12 days ago" instead of a date in tables, a title elsewhere, a mark on what is too old to be ranked:
// two weeks, or half a year where a person quoted it (schema/markets.py).
export function age(days) {
  if (days < 1) return "today";
  if (days < 60) return `${days} d ago`;
  return days < 730 ? `${Math.round(days / 30.4)} mo ago` : `${Math.round(days / 365)} y ago`;
}
export function aged(time) {
  const days = Math.floor(Date.now() / 864e5) - Math.floor(Date.parse(time.dateTime) / 864e5); // calendar days, in UTC as the files have them
  if (!Number.isFinite(days) || days < 0) return;
  const day = time.dateTime.slice(0, 10);
  time.classList.toggle("old", days > (time.closest("tr")?.querySelector(".basis.manual, .basis.measured") ? 180 : 14));
  if (time.closest(".read")) { time.textContent = age(days); time.title = day; } else time.title = age(days);
}
// In turns, so that nobody waits for it; what is folded away when it is unfolded.
function some(waiting) {
  waiting.splice(0, 60).forEach(aged);
  if (waiting.length) setTimeout(some, 0, waiting);
}
const times = [...document.querySelectorAll("main time")];
some(times.filter((time) => !time.closest("details:not([open])")));
document.addEventListener("toggle", ({ target }) => { if (target.open) some([...target.querySelectorAll("time")]); }, true);
