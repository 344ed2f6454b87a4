// Files that a question does not take are told when they are chosen, not after they were sent.

const SENDING_MS = 600_000;

const isLarger = (most) => ({ size }) => size > most;
const filesIn = (form) => [...form.querySelectorAll("input[type=file]")].filter(({ files }) => files.length);

function judge(field) {
  const { mostBytes, saidAt, wordTooLarge } = field.dataset;
  const place = document.getElementById(saidAt);
  const large = [...field.files].find(isLarger(Number(mostBytes)));
  place.replaceChildren();
  forgetProblem(field, saidAt.replace(/refused$/, "problem"));
  if (!large) return;
  field.value = "";
  place.append(Object.assign(document.createElement("p"), { className: "error", textContent: wordTooLarge.replace("%(name)s", large.name) }));
}

// What the server has said was of the choice before this one.
function forgetProblem(field, id) {
  const said = document.getElementById(id);
  if (!said) return;
  said.remove();
  field.removeAttribute("aria-invalid");
  const asked = field.closest("fieldset");
  const about = asked.getAttribute("aria-describedby").split(" ").filter((one) => one && one !== id);
  if (about.length) asked.setAttribute("aria-describedby", about.join(" "));
  else asked.removeAttribute("aria-describedby");
}

document.addEventListener("change", ({ target }) => { if (target.dataset?.mostBytes) judge(target); });

// A field that was emptied here has nothing to send: the reason stays, and is said once more, until another file is chosen.
document.addEventListener("htmx:confirm", (event) => {
  const field = event.target.closest(".uploading")?.querySelector("input[type=file]");
  if (!field || field.files.length) return;
  const reason = document.getElementById(field.dataset.saidAt).firstElementChild;
  if (!reason) return;
  event.preventDefault();
  reason.replaceWith(reason.cloneNode(true));
});

// A form that carries files is given the time that these take; a part of it that carries none keeps its own.
export function patienceFor(form, detail) {
  if (detail.elt === form && filesIn(form).length) detail.timeout = SENDING_MS;
}
