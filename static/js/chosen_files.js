// Files that a question does not take are told when they are chosen, not after they were sent.

const SENDING_MS = 600_000;

const isLarger = (most) => ({ size }) => size > most;
const filesIn = (form) => [...form.querySelectorAll("input[type=file]")].filter(({ files }) => files.length);

function judge(field) {
  const { mostBytes, saidAt, wordTooLarge } = field.dataset;
  const place = document.getElementById(saidAt);
  const large = [...field.files].find(isLarger(Number(mostBytes)));
  place.replaceChildren();
  if (!large) return;
  field.value = "";
  place.append(Object.assign(document.createElement("p"), { className: "error", textContent: wordTooLarge.replace("%(name)s", large.name) }));
}

document.addEventListener("change", ({ target }) => { if (target.dataset?.mostBytes) judge(target); });

// A form that carries files is given the time that these take; a part of it that carries none keeps its own.
export function patienceFor(form, detail) {
  if (detail.elt === form && filesIn(form).length) detail.timeout = SENDING_MS;
}
