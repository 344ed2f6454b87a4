// Numbers and spans as the server writes them, in the language of the page.

const language = document.documentElement.lang || "en";
const fixed = (digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const [none, one, two, three] = [0, 1, 2, 3].map(fixed);
const DASH = "–";
const PER_CENT = language.startsWith("zh") ? "%" : " %";

export const whole = (value) => (value === null ? DASH : none.format(value));
export const percent = (value) => (value === null ? DASH : `${one.format(100 * value)}${PER_CENT}`);
const compact = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 });
const lossWith = (format) => (value) => (value === null ? DASH : (value < 1000 ? format : compact).format(value));
export const loss = lossWith(three);
export const shortLoss = lossWith(two);
export const tick = (value) => (value === null ? "" : compactTick(value));
// Short enough for an axis: 0.25, 1.2k, 8e-5.
export function compactTick(value) {
  if (value === null) return DASH;
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1).replace(".0e", "e") : compact.format(value);
}
export const score = (value) => (value === null ? DASH : three.format(value));

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

// `words`: { seconds, minutes, hours } with places {s}, {m}, {h}.
export function duration(seconds, words) {
  if (seconds === null) return DASH;
  const all = Math.max(0, Math.round(seconds));
  if (all < 60) return fill(words.seconds, { s: all });
  if (all < 3600) return fill(words.minutes, { m: Math.floor(all / 60), s: all % 60 });
  return fill(words.hours, { h: Math.floor(all / 3600), m: Math.floor((all % 3600) / 60) });
}
