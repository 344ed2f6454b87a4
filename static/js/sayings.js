// Lines of a run's log in the page's language. `sayings`: templates by key, with places like %(step)s; training_jobs/contract/
// sayings.py has the rules. A line without a key, or with one that we do not know, keeps its words.

const DEEPEST = 2;
const measured = new Intl.NumberFormat("en", { minimumFractionDigits: 3, maximumFractionDigits: 3, useGrouping: false });
const grouped = new Intl.NumberFormat("en", { useGrouping: "min2" });

export function inWords({ say, values, message }, sayings) {
  return sentence(say, values ?? {}, sayings, 0) ?? message;
}

function sentence(key, values, sayings, depth) {
  if (!Object.hasOwn(sayings, key ?? "") || depth > DEEPEST) return null;
  let whole = true;
  const said = sayings[key].replace(/%\((\w+)\)(s|\.3f)/g, (_place, name, form) => {
    const word = Object.hasOwn(values, name) ? worded(values[name], form, sayings, depth + 1) : null;
    whole &&= word !== null;
    return word;
  });
  return whole ? said : null;
}

function worded(value, form, sayings, depth) {
  if (value === null) return "–";
  if (typeof value === "object") return sentence(value.say, value.values ?? {}, sayings, depth);
  if (typeof value !== "number") return String(value);
  return form === ".3f" ? measured.format(value) : grouped.format(value);
}
