// Ages by the reader's own clock: "12 days ago" instead of a date in tables; what is too old to lead is marked, elsewhere with its age.
// For how many days a price read from a page may lead, and one that a person quoted: comes with the page (costs/standing/ages.py).
const [READ, QUOTED] = document.querySelector("meta[name=keeps]").content.split(" ").map(Number);
export function age(days) {
  if (days < 1) return "today";
  if (days < 60) return `${days} d ago`;
  return days < 730 ? `${Math.round(days / 30.4)} mo ago` : `${Math.round(days / 365)} y ago`;
}
export function aged(time) {
  // Calendar days, in UTC as the files have them.
  const days = Math.floor(Date.now() / 864e5) - Math.floor(Date.parse(time.dateTime) / 864e5);
  if (!Number.isFinite(days) || days < 0) return;
  const old = days > (time.closest("tr")?.querySelector(".basis.manual, .basis.measured") ? QUOTED : READ);
  time.classList.toggle("old", old);
  if (time.closest(".read")) time.textContent = age(days);
  else if (old && time.closest(".facts")) time.textContent += ` (${age(days)})`;
}
// In turns, so that nobody waits for it; what is folded away when it is unfolded.
function some(waiting) {
  waiting.splice(0, 60).forEach(aged);
  if (waiting.length) setTimeout(some, 0, waiting);
}
const times = [...document.querySelectorAll("main time")];
some(times.filter((time) => !time.closest("details:not([open])")));
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open) some([...target.querySelectorAll("time")]);
  },
  true,
);
