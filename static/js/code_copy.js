// A button on each block of code that copies it, and says so.

const SHOWN_MS = 2000;

export function addCopyButtons(root, words) {
  for (const code of root.querySelectorAll("pre.code")) {
    if (code.parentElement.className !== "code-box") wrap(code, words);
  }
}

function wrap(code, { copy, copied }) {
  const box = Object.assign(document.createElement("div"), { className: "code-box" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn ghost", textContent: copy });
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  code.replaceWith(box);
  box.append(code, button, said);
  button.addEventListener("click", async () => {
    if (!(await copyText(textOf(code), box))) return;
    button.textContent = said.textContent = copied;
    setTimeout(() => {
      button.textContent = copy;
      said.textContent = "";
    }, SHOWN_MS);
  });
}

// What is typed, without the prompts that a console shows before it.
function textOf(code) {
  const copy = code.cloneNode(true);
  copy.querySelectorAll(".gp").forEach((prompt) => prompt.remove());
  return copy.textContent;
}

// Browsers give their clipboard to secure pages only; others copy what is selected in a field.
async function copyText(text, box) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
    const before = document.activeElement;
    box.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    return done;
  }
}
