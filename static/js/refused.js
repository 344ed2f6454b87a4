// Why the last press was refused: it stays until something else is sent, or the reader closes it.

const place = document.getElementById("refused");
const clear = () => place.replaceChildren();

document.body.addEventListener("htmx:beforeRequest", ({ detail }) => { if (detail.requestConfig.verb !== "get") clear(); });
document.addEventListener("click", ({ target }) => { if (target.closest(".refusal [data-close]")) target.closest(".refusal").remove(); });
