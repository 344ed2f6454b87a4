// The address of a new course follows its title, as the server would make it, until somebody types one.

const form = document.querySelector("form[data-new-course]");
const longest = 56; // leaves room for the number that tells two apart, as on the server

export const addressFor = (title) => title.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll("ß", "ss").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, longest).replace(/-+$/, "");

if (form) {
  const { title, address } = form.elements;
  let follows = address.value === "";
  title.addEventListener("input", () => { if (follows) address.value = addressFor(title.value); });
  address.addEventListener("input", () => { follows = address.value === ""; });
}
