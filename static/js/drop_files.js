// Forms that take files also take those that are dropped on them, and those that are pasted into the page.

import { pastedFiles } from "./send_files.js";

function bind(form) {
  const input = form.querySelector("input[type=file]");
  const take = (files) => {
    if (!files.length) return false;
    input.files = files;
    form.requestSubmit();
    return true;
  };
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (take(event.dataTransfer.files)) event.preventDefault();
  });
  if (form.dataset.drop === "paste") {
    document.addEventListener("paste", (event) => { if (take(pastedFiles(event))) event.preventDefault(); });
  }
}

document.querySelectorAll("form[data-drop]").forEach(bind);
