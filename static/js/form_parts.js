// The parts of a form keep up with what is typed into them: what a closed part says, and the choices that name other parts.

const named = (part) => part.querySelector("textarea, input[type=text]:not(.number)"); // whose words a part is called by
const namesIn = (part) => [...part.querySelectorAll("select[data-listed-in]")].map(({ selectedOptions }) => selectedOptions[0]?.textContent ?? "").join(" → "); // of one without words
const wordsIn = (part) => named(part)?.value ?? "";

// Of a field such as `….items.0.target`, the parts listed beside `items` that it may name.
function partsFor(form, { name, dataset }) {
  const list = [...name.split(".").slice(0, -3), dataset.listedIn].join(".");
  return [...form.querySelectorAll(`[id="${list}"] > .movable > [data-part]`)];
}

// Comments name a question by its number and its first words.
function followInComments(form, field) {
  const parts = [...form.querySelectorAll('[id="f.questions"] > .movable > [data-part]')];
  for (const option of document.querySelectorAll(".talk select[name=question] option[value]:not([value=''])")) {
    const place = parts.findIndex((part) => form.elements[`${part.id}.key`]?.value === option.value);
    if (place >= 0 && named(parts[place]) === field) option.textContent = `${place + 1}. ${wordsIn(parts[place]).slice(0, 80)}`;
  }
}

// What nobody types into stays as it was drawn, where its Markdown is read.
export function followTyping(form, field) {
  followInComments(form, field);
  for (const part of form.querySelectorAll("[data-part]")) {
    if (named(part) === field) part.querySelector(":scope > summary .said").textContent = field.value;
  }
  for (const select of form.querySelectorAll("select[data-listed-in]")) {
    for (const part of partsFor(form, select)) {
      const key = form.elements[`${part.id}.key`]?.value;
      for (const option of select.options) if (option.value === key) option.textContent = wordsIn(part) || key;
    }
  }
  for (const part of form.querySelectorAll("[data-part]:has(select[data-listed-in])")) {
    if (!named(part)) part.querySelector(":scope > summary .said").textContent = namesIn(part);
  }
}

// Of a question that has one right answer, the one that was ticked last is it: a wrong key is mended by one press.
export function keepOneRight(form, { name, checked }) {
  const [, question, choice] = /^(.+)\.choices\.(\d+)\.correct$/.exec(name) ?? [];
  if (!checked || ![question, `${question}.kind`].some((kind) => form.elements[kind]?.value === "single")) return;
  for (const other of form.querySelectorAll(`[name^="${question}.choices."][name$=".correct"]`)) {
    if (other.name !== `${question}.choices.${choice}.correct`) other.checked = false;
  }
}

// Opens whatever the field stands in.
export function goInto(form, field) {
  for (let around = field?.parentElement; around && around !== form; around = around.parentElement) if (around.matches("details")) around.open = true;
  field?.focus();
  (field?.closest("fieldset, label, .part") ?? field)?.scrollIntoView({ block: "nearest" });
}

// What was said of a field is said of what it held then.
export function forgetNotes(field) {
  for (const id of (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one.startsWith("note-"))) document.getElementById(id)?.remove();
  field.removeAttribute("aria-describedby");
  field.removeAttribute("aria-invalid");
}

// What is to be mended is told at its field as well, as long as it is so.
export function tellAtFields(form, look) {
  for (const told of form.querySelectorAll("[data-told]")) told.remove();
  for (const { dataset, parentElement } of look.querySelectorAll("button[data-field]")) {
    if (document.getElementById(`note-${dataset.field}`)?.textContent.includes(parentElement.dataset.words)) continue; // it came with the page
    const item = Object.assign(document.createElement("li"), { className: parentElement.className, textContent: parentElement.dataset.words });
    const list = Object.assign(document.createElement("ul"), { className: "notes" });
    list.dataset.told = "";
    list.append(item);
    const part = form.querySelector(`[id="${dataset.field}"]`);
    const field = form.querySelector(`[name="${dataset.field}"]:not([type=hidden])`);
    if (part) part.firstElementChild.after(list);
    else field?.closest("label")?.after(list);
  }
}
