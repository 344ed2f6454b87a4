// Pictures that are pasted or dropped into a text, or chosen for it: sent at once, while their author is asked what they
// show, and put where the cursor is. Fields of a form that name a file take a new one the same way.

import { nameOf, pastedFiles, sendFiles } from "./send_files.js";
import { token } from "./token.js";

const escaped = (words) => words.trim().replace(/\s+/g, " ").replace(/[\\[\]]/g, "\\$&");

// A picture is a paragraph of its own, wherever in a line the cursor stands.
function alone({ value, selectionStart, selectionEnd }, text, [from, to] = [selectionStart, selectionEnd]) {
  const [before, after] = [value.slice(0, from), value.slice(to)];
  const above = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  return [above + text + below, [from, to]];
}

class Sender {
  constructor(form, say) {
    this.form = form;
    this.say = say;
    const [name] = form.elements.path.value.split("/").pop().split(".");
    this.otherwise = name;
  }

  nameOf(file) {
    return nameOf(file, this.otherwise);
  }

  // The files as the course has them now, or null after saying why not.
  async send(files) {
    this.say(this.form.dataset.sending);
    try {
      const named = [...files].map((file) => [file, this.nameOf(file)]);
      const sent = await sendFiles(this.form.dataset.files, named, token(this.form));
      this.say("");
      return sent;
    } catch (refusal) {
      this.say(refusal.message || this.form.dataset.unsent, "kept");
      return null;
    }
  }
}

const isPicture = ({ type }) => type.startsWith("image/");

// A picture that is still on its way is shown from here.
function hrefOf(file) {
  const reader = new FileReader();
  return new Promise((resolve) => {
    reader.addEventListener("loadend", () => resolve(reader.result ?? "data:,"));
    reader.readAsDataURL(file);
  });
}

// Asks what a picture shows; resolves with the words, or with "" when it shall not be put in.
function ask(dialog, { href, name }) {
  const form = dialog.querySelector("form");
  dialog.querySelector("img").src = href;
  dialog.querySelector("[data-name]").textContent = name;
  form.reset();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "insert" ? form.elements.alt.value : ""), { once: true });
  });
}

const TEXTS = "textarea[name=text], textarea[data-markdown]"; // a file that is a text, and fields of a form that hold Markdown

const cursorIn = ({ selectionStart, selectionEnd }) => [selectionStart, selectionEnd];

function intoTexts(form, area, sender, insert) {
  const dialog = document.querySelector("dialog[data-ask]");
  // Asked at once: a question that came when the file has arrived would come in the middle of what is typed by then.
  const sendAndAsk = async (files) => {
    let isRefused = false;
    const sending = sender.send(files).then((sent) => {
      isRefused = !sent;
      if (isRefused) dialog.close();
      return sent ?? [];
    });
    const said = [];
    for (const [at, file] of files.entries()) {
      const href = isPicture(file) && await hrefOf(file);
      if (href && !isRefused) said[at] = await ask(dialog, { href, name: sender.nameOf(file) });
    }
    return [await sending, said];
  };
  const takeNow = async (asked, files) => {
    let field = asked;
    const was = field.value;
    let place = cursorIn(field); // the dialog takes the focus, and some browsers the cursor
    const [sent, said] = await sendAndAsk(files);
    field = form.elements[field.name] ?? field; // drawn anew meanwhile
    if (field.value !== was) place = cursorIn(field).fill(field.selectionEnd); // what is typed meanwhile stays
    for (const [at, file] of sent.entries()) {
      const words = isPicture(file) ? said[at] ?? await ask(dialog, file) : "";
      field = form.elements[field.name] ?? field;
      if (words.trim()) {
        insert(field, ...alone(field, `![${escaped(words)}](${file.path})`, place));
        place = undefined;
      } else {
        sender.say(form.dataset.laid.replace("{name}", file.name));
      }
    }
    field.focus();
  };
  let before = Promise.resolve(); // there is one dialog: one after another
  const take = (field, files) => {
    const work = () => takeNow(field, files);
    before = before.then(work, work);
    return before;
  };
  const takes = (event, files) => {
    const field = event.target.closest(TEXTS);
    if (!field || !files?.length) return;
    event.preventDefault();
    take(field, [...files]);
  };
  form.addEventListener("paste", (event) => takes(event, pastedFiles(event)));
  form.addEventListener("dragover", (event) => {
    if (event.target.closest(TEXTS) && event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  form.addEventListener("drop", (event) => takes(event, event.dataTransfer.files));
  const chosen = form.querySelector("[data-pick]");
  chosen?.addEventListener("change", async () => {
    await take(area, [...chosen.files]);
    chosen.value = "";
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
}

function intoField(input, sender) {
  const drawn = input.closest("[data-asset]").querySelector("select");
  input.closest("label").hidden = false;
  input.addEventListener("change", async () => {
    const [file] = (await sender.send(input.files)) ?? [];
    input.value = "";
    if (!file) return;
    const field = sender.form.elements[drawn.name] ?? drawn; // drawn anew meanwhile
    if (![...field.options].some((option) => option.value === file.path)) field.add(new Option(file.name, file.path));
    field.value = file.path;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Fields that are drawn anew are taken by `takeIntoFields` again.
export function takeFiles(form, { area, insert, say }) {
  const sender = new Sender(form, say);
  if (document.querySelector("dialog[data-ask]")) intoTexts(form, area, sender, insert);
  const takeIntoFields = () => form.querySelectorAll("[data-upload]").forEach((input) => intoField(input, sender));
  takeIntoFields();
  return { takeIntoFields };
}
