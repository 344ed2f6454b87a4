// Buttons marked data-print open the browser's print dialog; without JavaScript they stay hidden.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
