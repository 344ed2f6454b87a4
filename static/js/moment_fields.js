// A moment is kept with its offset and chosen by the clock of whoever writes; without a script it is typed.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const two = (number) => String(number).padStart(2, "0");
const minuteOf = (moment) => `${moment.getFullYear().toString().padStart(4, "0")}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}T${two(moment.getHours())}:${two(moment.getMinutes())}`;

function offsetOf(moment) {
  const minutes = -moment.getTimezoneOffset();
  const far = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(far / 60))}:${two(far % 60)}`;
}

// What is kept of what a clock here shows.
export function kept(shown) {
  const moment = new Date(shown);
  return Number.isNaN(moment.getTime()) ? "" : `${minuteOf(moment)}${offsetOf(moment)}`;
}

// What a clock here shows at what is kept; null where it is no whole minute, and stays as it was written.
export function shownFor(text) {
  if (!text) return "";
  const moment = new Date(text);
  const isMoment = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(moment.getTime());
  return isMoment && moment.getTime() % 60_000 === 0 ? minuteOf(moment) : null;
}

function clockFor(field) {
  const clock = Object.assign(document.createElement("input"), { type: "datetime-local", id: `${field.name}.clock` });
  for (const name of ["aria-describedby", "aria-invalid"]) if (field.hasAttribute(name)) clock.setAttribute(name, field.getAttribute(name));
  clock.addEventListener("input", () => { field.value = kept(clock.value); });
  field.addEventListener("focus", () => clock.focus());
  field.before(clock);
  Object.assign(field, { tabIndex: -1, ariaHidden: "true", className: "visually-hidden" });
  const hint = field.parentElement.querySelector("[data-word-clock]");
  hint.textContent = hint.dataset.wordClock.replace("%(zone)s", zone);
  return clock;
}

// Puts a clock before each moment of a form, and on what the form holds.
export function setClocks(form) {
  for (const field of form.querySelectorAll("[data-moment-field]")) {
    const shown = shownFor(field.value);
    const clock = document.getElementById(`${field.name}.clock`) ?? (shown !== null && clockFor(field));
    if (clock && shown !== null && clock.value !== shown) clock.value = shown;
  }
}
