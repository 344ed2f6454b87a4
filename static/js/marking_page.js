// Marking by keyboard: within a criterion the digit of a level chooses it, says so to who cannot see it, and leads on; Ctrl+Enter saves.

const form = document.querySelector("[data-marking]");

function onward() {
  const open = [...form.querySelectorAll("[data-criterion]")].find((one) => !one.querySelector("input:checked"));
  (open?.querySelector("input") ?? form.querySelector("textarea")).focus();
}

function choose(event) {
  const criterion = event.target.closest("[data-criterion]");
  const level = criterion?.querySelector(`input[data-points="${CSS.escape(event.key)}"]`);
  if (!level || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  level.checked = true;
  form.querySelector("[data-chosen]").textContent = `${criterion.querySelector("legend").textContent}: ${level.closest("label").innerText.trim()}`;
  onward();
}

if (form) {
  form.querySelector("[data-keys]").hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    } else if (/^\d$/.test(event.key)) {
      choose(event);
    }
  });
}
