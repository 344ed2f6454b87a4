// A moment by the clock of a place: the browser's own zone is chosen first, and what was typed is said back in words.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const FURTHEST = 731 * 86_400_000; // as on the server
const filled = (words, values) => words.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);

// What the clock of a place shows at an instant, as if it were the time in UTC.
function clockOf(instant, zone) {
  const shown = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" });
  const { year, month, day, hour, minute } = Object.fromEntries(shown.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(year, month - 1, day, hour, minute);
}

// Where clocks are put back and a time comes twice, the first one is meant, as on the server; null where they jump over it.
export function momentIn(zone, typed) {
  const wanted = Date.parse(`${typed}Z`);
  const day = 86_400_000;
  const offsets = [wanted - day, wanted + day].map((around) => clockOf(around, zone) - around);
  const found = offsets.map((offset) => wanted - offset).filter((instant) => clockOf(instant, zone) === wanted);
  return found.length ? Math.min(...found) : null;
}

function wordsFor(row, zone, typed) {
  const { wordThat, wordHere, wordPast, wordFar, wordSkipped } = row.dataset;
  const instant = momentIn(zone, typed);
  if (instant === null) return wordSkipped;
  if (instant <= Date.now()) return wordPast;
  if (instant > Date.now() + FURTHEST) return wordFar;
  const said = (of) => new Intl.DateTimeFormat(row.lang, { dateStyle: "full", timeStyle: "short", timeZone: of }).format(instant);
  const named = new Intl.DateTimeFormat(row.lang, { timeZone: zone, timeZoneName: "long" }).formatToParts(instant).find(({ type }) => type === "timeZoneName").value;
  const that = filled(wordThat, { moment: said(zone), zone: named });
  return clockOf(instant, zone) === clockOf(instant, here) ? that : `${that} ${filled(wordHere, { moment: said(here) })}`;
}

for (const row of document.querySelectorAll("[data-moment]")) {
  const [moment, zone, place] = ["input", "select", "[data-said]"].map((part) => row.querySelector(part));
  const say = () => {
    try {
      place.textContent = moment.value && zone.value ? wordsFor(row, zone.value, moment.value) : "";
    } catch {
      place.textContent = ""; // a zone that this browser does not know
    }
  };
  if ("follows" in zone.dataset && [...zone.options].some(({ value }) => value === here)) zone.value = here;
  row.addEventListener("input", () => {
    moment.removeAttribute("aria-invalid");
    place.className = "small";
    say();
  });
  if (!place.textContent) say(); // what the server refused is said there, once
}
