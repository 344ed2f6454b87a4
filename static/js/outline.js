// On a small screen the outline is a strip: bring the lesson that is open into sight, also when the strip is drawn anew.

function show() {
  const here = document.querySelector(".outline [aria-current]");
  const strip = here?.closest("ol");
  if (strip) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
}

show();
addEventListener("load", show); // its styles and letters may have come after this script
document.body.addEventListener("htmx:oobAfterSwap", show);
